use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Batches, Progress, ProgressStyle, Verbose};

mod keras2;

/// A writer whose text can be read while it is in use.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Screen {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A clock that stands still until it is told to go on.
#[derive(Clone, Default)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn advance(&self, milliseconds: u64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }

    fn reader(&self) -> impl Fn() -> Duration + Send + 'static {
        let clock = self.clone();
        move || Duration::from_millis(clock.0.load(Ordering::Relaxed))
    }
}

fn pipe(verbose: Verbose) -> (Progress, Screen, Clock) {
    let (screen, clock) = (Screen::default(), Clock::default());
    let progress = Progress::new(verbose, Box::new(screen.clone())).with_clock(clock.reader());
    (progress, screen, clock)
}

fn terminal(width: fn() -> usize, colors: bool) -> (Progress, Screen, Clock) {
    let (progress, screen, clock) = pipe(Verbose::Auto);
    (progress.on_terminal(Verbose::Auto, width, colors), screen, clock)
}

/// So many batches of two rows.
fn steps(count: usize) -> Batches {
    Batches::new(2 * count, 2)
}

/// Two epochs of 30 steps of 8 ms each.
fn train(progress: &mut Progress, clock: &Clock) {
    for epoch in 0..2 {
        progress.epoch_begin(epoch, 2, steps(30));
        for step in 1..=30 {
            clock.advance(8);
            progress.step(step, &[("loss", 0.5)]);
        }
        progress.epoch_end(&[("accuracy", 0.91234), ("loss", 0.31239), ("val_loss", 1e-4)]);
    }
}

/// What the lines of a terminal show in the end.
fn shown(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for written in text.split('\n') {
        let mut line: Vec<char> = Vec::new();
        let mut column: usize = 0;
        for character in written.chars() {
            match character {
                '\r' => column = 0,
                '\x08' => column = column.saturating_sub(1),
                _ => {
                    line.resize(line.len().max(column + 1), ' ');
                    line[column] = character;
                    column += 1;
                }
            }
        }
        lines.push(line.into_iter().collect::<String>().trim_end().to_owned());
    }
    lines
}

#[test]
fn silent_writes_nothing() {
    let (mut progress, screen, clock) = pipe(Verbose::Silent);
    train(&mut progress, &clock);
    progress.predict_begin(steps(3));
    progress.predict_end();
    drop(progress);
    assert_eq!(screen.text(), "");
}

#[test]
fn a_pipe_gets_one_plain_line_an_epoch() {
    for verbose in [Verbose::Auto, Verbose::Line] {
        let (mut progress, screen, clock) = pipe(verbose);
        train(&mut progress, &clock);
        let values = "accuracy: 0.9123 - loss: 0.3124 - val_loss: 1.0000e-04";
        let expected = format!(
            "Epoch 1/2 - 30/30 - 0s - 8ms/step - {values}\n\
             Epoch 2/2 - 30/30 - 0s - 8ms/step - {values}\n"
        );
        assert_eq!(screen.text(), expected);
    }
}

#[test]
fn a_bar_in_a_pipe_is_written_once() {
    let (mut progress, screen, clock) = pipe(Verbose::Bar);
    train(&mut progress, &clock);
    let bar = "30/30 ━━━━━━━━━━━━━━━━━━━━ 0s 8ms/step - accuracy: 0.9123 - loss: 0.3124 - \
               val_loss: 1.0000e-04";
    assert_eq!(screen.text(), format!("Epoch 1/2\n{bar}\nEpoch 2/2\n{bar}\n"));
}

#[test]
fn values_are_sorted_where_that_is_asked_for() {
    for (verbose, expected) in [
        (Verbose::Bar, "acc: 3.0000 - loss: 1.0000 - zz: 2.0000 - val_acc: 5.0000 - lr: 4.0000"),
        (Verbose::Line, "acc: 3.0000 - loss: 1.0000 - val_acc: 5.0000 - zz: 2.0000 - lr: 4.0000"),
    ] {
        let (progress, screen, _) = pipe(verbose);
        let mut progress = progress.sorted(true);
        let values = [("loss", 1.0), ("zz", 2.0), ("acc", 3.0), ("lr", 4.0), ("val_acc", 5.0)];
        progress.epoch_begin(0, 1, steps(1));
        progress.step(1, &values[..3]);
        progress.epoch_end(&values);
        assert!(screen.text().ends_with(&format!(" - {expected}\n")), "{}", screen.text());

        progress.evaluate_begin(steps(1));
        progress.step::<&str>(1, &[]);
        progress.evaluate_end(&values[..3]);
        let expected = " - acc: 3.0000 - loss: 1.0000 - zz: 2.0000\n";
        assert!(screen.text().ends_with(expected), "{}", screen.text());
    }
}

#[test]
fn a_terminal_is_redrawn_in_place() {
    let (mut progress, screen, clock) = terminal(|| 120, false);
    progress.epoch_begin(0, 1, steps(100));
    for step in 1..=50 {
        clock.advance(40);
        progress.step(step, &[("loss", 0.5)]);
    }
    // 2 s at a redraw each 100 ms or more; steps come each 40 ms, hence each 120 ms.
    assert_eq!(screen.text().matches('\r').count(), 2000 / 120);
    assert_eq!(shown(&screen.text()), [" 48/100 ━━━━━━━━━─────────── 2s 40ms/step - loss: 0.5000"]);
    progress.epoch_end(&[("loss", 0.25)]);
    assert_eq!(
        shown(&screen.text()),
        ["100/100 ━━━━━━━━━━━━━━━━━━━━ 2s 40ms/step - loss: 0.2500", ""]
    );
}

#[test]
fn a_shorter_line_covers_the_longer_one_before() {
    let (mut progress, screen, clock) = terminal(|| 120, false);
    progress.evaluate_begin(steps(10));
    clock.advance(200);
    progress.step(1, &[("loss", 123_456.0), ("accuracy", 0.5)]);
    progress.evaluate_end(&[("loss", 0.5)]);
    assert_eq!(
        shown(&screen.text()),
        ["10/10 ━━━━━━━━━━━━━━━━━━━━ 0s 200ms/step - loss: 0.5000", ""]
    );
}

#[test]
fn colors_are_those_of_keras() {
    let (mut progress, screen, clock) = terminal(|| 120, true);
    progress.predict_begin(steps(4));
    clock.advance(100);
    progress.step::<&str>(1, &[]);
    assert_eq!(
        screen.text(),
        "\r\x1b[1m1/4\x1b[0m \x1b[32m━━━━━\x1b[0m\x1b[37m━━━━━━━━━━━━━━━\x1b[0m \
         \x1b[1m0s\x1b[0m 100ms/step"
    );
}

#[test]
fn a_running_bar_never_wraps() {
    for width in [|| 0, || 1, || 12, || 20, || 40, || 60, || 80] as [fn() -> usize; 7] {
        let (mut progress, screen, clock) = terminal(width, false);
        progress.epoch_begin(0, 1, steps(30));
        clock.advance(500);
        progress.step(15, &[("accuracy", 0.5), ("loss", 0.5)]);
        let columns = shown(&screen.text())[0].chars().count();
        // The count and the smallest bar stay, however narrow the terminal.
        assert!(columns < width().max(15), "{columns} of {}: {}", width(), screen.text());
    }
    let (mut progress, screen, clock) = terminal(|| 40, false);
    progress.epoch_begin(0, 1, steps(30));
    clock.advance(300);
    progress.step(15, &[("accuracy", 0.5), ("loss", 0.5)]);
    assert_eq!(shown(&screen.text()), ["15/30 ━━─── 0s 20ms/step - accuracy: 0…"]);
}

#[test]
fn a_task_given_up_leaves_its_bar_behind() {
    let (mut progress, screen, clock) = terminal(|| 120, false);
    progress.epoch_begin(0, 1, steps(4));
    clock.advance(1000);
    progress.step::<&str>(2, &[]);
    drop(progress);
    assert_eq!(shown(&screen.text()), ["2/4 ━━━━━━━━━━────────── 1s 500ms/step", ""]);
}

#[test]
fn no_steps_and_no_begin_are_harmless() {
    let (mut progress, screen, _) = pipe(Verbose::Bar);
    progress.step(1, &[("loss", 1.0)]);
    progress.epoch_end(&[]);
    assert_eq!(screen.text(), "");
    progress.predict_begin(steps(0));
    progress.predict_end();
    assert_eq!(screen.text(), "0/0 ━━━━━━━━━━━━━━━━━━━━ 0s 0s/step\n");
}

#[test]
fn a_closed_pipe_silences_the_progress() {
    struct Closed(Arc<AtomicU64>);
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let attempts = Arc::new(AtomicU64::new(0));
    let mut progress = Progress::new(Verbose::Line, Box::new(Closed(Arc::clone(&attempts))));
    train(&mut progress, &Clock::default());
    assert_eq!(attempts.load(Ordering::Relaxed), 1);
}

#[test]
fn lines_reuse_their_memory() {
    for style in [ProgressStyle::Keras3, ProgressStyle::Keras2] {
        let (progress, _screen, clock) = terminal(|| 120, true);
        let mut progress = progress.style(style).sorted(true);
        progress.epoch_begin(0, 1, steps(1000));
        let mut buffer = None;
        for step in 1..1000 {
            clock.advance(110);
            progress.step(step, &[("loss", 0.5), ("acc", 0.5)]);
            // The buffers have grown to the longest line.
            if step == 100 {
                buffer = Some(progress.line.as_bytes().as_ptr());
            }
        }
        assert_eq!(Some(progress.line.as_bytes().as_ptr()), buffer);
    }
}
