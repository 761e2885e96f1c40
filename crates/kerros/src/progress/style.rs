//! Which Keras the text is like.

use std::time::Duration;

/// Which Keras the progress text is like.
///
/// | | Keras 3 | Keras 2.2 |
/// |---|---|---|
/// | counts | batches | rows |
/// | the time of a `step` | is that of a batch | is that of a row, the validation's included |
/// | the bar is full | after the callbacks of an epoch, and shows what they add | before them |
/// | validation data | | are announced: `Train on 120 samples, validate on 30 samples` |
/// | an evaluation | shows its results | shows the bar and the time |
/// | a single epoch | has no headline | has one |
/// | callbacks speak of | `Epoch 5` | `Epoch 00005` |
///
/// ```text
/// 4/4 ━━━━━━━━━━━━━━━━━━━━ 1s 187ms/step - loss: 1.6167 - accuracy: 0.0750 - val_loss: 1.5486
/// 120/120 [==============================] - 1s 4ms/step - loss: 1.6167 - acc: 0.0750 - val_loss: 1.5486
/// ```
///
/// ```
/// use kerros::prelude::*;
/// use kerros::progress::{Progress, ProgressStyle};
///
/// let mut model = Sequential::new();
/// model.add(Dense::new(1).input_shape(1))?;
/// model.compile(Compile::new().loss("mse"))?;
/// let progress = Progress::stdout(Verbose::Bar).style(ProgressStyle::Keras2);
/// model.fit(&[0.0f32, 1.0], &[0.0f32, 1.0], Fit::new().progress(progress))?;
/// # Ok::<(), kerros::Error>(())
/// ```
///
/// In Keras: "Utilities", `Progbar`; in Keras 2.2, `keras/utils/generic_utils.py`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProgressStyle {
    /// Keras 3.
    #[default]
    Keras3,
    /// Keras 2.2, as R's keras showed it then.
    Keras2,
}

impl ProgressStyle {
    /// What callbacks call the epoch with this number, which counts from 0.
    pub(super) fn epoch_label(self, epoch: usize) -> String {
        match self {
            ProgressStyle::Keras3 => format!("Epoch {}", epoch + 1),
            ProgressStyle::Keras2 => format!("Epoch {:05}", epoch + 1),
        }
    }

    /// When a bar is taken to be drawn that begins at `now`: Keras 2.2 draws it at its first step.
    pub(super) fn counts_as_drawn(self, now: Duration) -> Option<Duration> {
        match self {
            ProgressStyle::Keras3 => Some(now),
            ProgressStyle::Keras2 => None,
        }
    }

    /// Whether a bar is due to be drawn again. After the `last` step, Keras 2.2 waits for its end.
    pub(super) fn is_due(self, now: Duration, drawn_at: Option<Duration>, last: bool) -> bool {
        let interval = match self {
            // Often enough to look alive, too seldom to cost anything.
            ProgressStyle::Keras3 => Duration::from_millis(100),
            ProgressStyle::Keras2 if last => return false,
            ProgressStyle::Keras2 => Duration::from_millis(50),
        };
        drawn_at.is_none_or(|drawn_at| now.saturating_sub(drawn_at) >= interval)
    }
}
