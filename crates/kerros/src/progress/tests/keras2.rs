//! The text of Keras 2.2.

use super::*;

fn course(progress: Progress) -> Progress {
    progress.style(ProgressStyle::Keras2)
}

/// Two epochs on 120 rows in batches of 32, with the numbers that the course shows.
fn train_as_in_the_course(progress: &mut Progress, clock: &Clock) {
    progress.train_begin(120, Some(30));
    let epochs = [
        (500, [("loss", 1.6167), ("acc", 0.0750), ("val_loss", 1.5486), ("val_acc", 0.0333)]),
        (30, [("loss", 1.5039), ("acc", 0.1083), ("val_loss", 1.4682), ("val_acc", 0.1000)]),
    ];
    for (epoch, (milliseconds, values)) in epochs.iter().enumerate() {
        progress.epoch_begin(epoch, 100, Batches::new(120, 32));
        for step in 1..=4 {
            clock.advance(milliseconds / 5);
            progress.step(step, &values[..2]);
        }
        clock.advance(milliseconds / 5);
        progress.epoch_end(values);
    }
}

const COURSE: &str = "\
Train on 120 samples, validate on 30 samples
Epoch 1/100
120/120 [==============================] - 0s 4ms/step - loss: 1.6167 - acc: 0.0750 - val_loss: 1.5486 - val_acc: 0.0333
Epoch 2/100
120/120 [==============================] - 0s 250us/step - loss: 1.5039 - acc: 0.1083 - val_loss: 1.4682 - val_acc: 0.1000
";

#[test]
fn the_text_is_that_of_the_course() {
    let (progress, screen, clock) = pipe(Verbose::Bar);
    train_as_in_the_course(&mut course(progress), &clock);
    assert_eq!(screen.text(), COURSE);

    let (progress, screen, clock) = terminal(|| 200, true);
    train_as_in_the_course(&mut course(progress), &clock);
    assert_eq!(shown(&screen.text()).join("\n"), COURSE);
    assert!(!screen.text().contains('\x1b'), "{}", screen.text());
}

#[test]
fn a_line_an_epoch_stands_below_its_headline() {
    for verbose in [Verbose::Line, Verbose::Auto] {
        let (progress, screen, clock) = pipe(verbose);
        let mut progress = course(progress);
        progress.epoch_begin(0, 1, Batches::new(64, 32));
        clock.advance(1400);
        progress.epoch_end(&[("loss", 1e-3), ("acc", f64::NAN)]);
        assert_eq!(screen.text(), "Epoch 1/1\n - 1s - loss: 1.0000e-03 - acc: nan\n");

        progress.evaluate_begin(Batches::new(64, 32));
        progress.step::<&str>(1, &[]);
        progress.evaluate_end(&[("loss", 0.5)]);
        progress.predict_begin(Batches::new(64, 32));
        progress.predict_end();
        assert_eq!(screen.text().lines().count(), 2);
    }
}

#[test]
fn without_validation_data_nothing_is_announced() {
    let (progress, screen, _) = pipe(Verbose::Bar);
    course(progress).train_begin(120, None);
    assert_eq!(screen.text(), "");

    let (mut keras3, screen, _) = pipe(Verbose::Bar);
    keras3.train_begin(120, Some(30));
    assert_eq!(screen.text(), "");

    let (progress, screen, clock) = pipe(Verbose::Silent);
    train_as_in_the_course(&mut course(progress), &clock);
    assert_eq!(screen.text(), "");
}

#[test]
fn evaluations_and_predictions_show_the_bar_and_the_time() {
    let (progress, screen, clock) = pipe(Verbose::Bar);
    let mut progress = course(progress);
    progress.evaluate_begin(Batches::new(30, 32));
    clock.advance(1);
    progress.step::<&str>(1, &[]);
    progress.evaluate_end(&[("loss", 0.3548), ("acc", 0.8)]);
    progress.predict_begin(Batches::new(2, 32));
    clock.advance(2400);
    progress.predict_end();
    let bar = "=".repeat(30);
    assert_eq!(screen.text(), format!("30/30 [{bar}] - 0s 33us/step\n2/2 [{bar}] - 2s 1s/step\n"));
}

#[test]
fn a_running_bar_counts_rows_and_tells_the_time_that_is_left() {
    let (progress, screen, clock) = terminal(|| 80, true);
    let mut progress = course(progress);
    progress.epoch_begin(0, 2, Batches::new(1000, 100));
    for (step, expected) in [
        (1, " 100/1000 [==>...........................] - ETA: 11:33 - loss: 0.5000"),
        (2, " 200/1000 [=====>........................] - ETA: 10:16 - loss: 0.5000"),
        (9, " 900/1000 [==========================>...] - ETA: 1:17 - loss: 0.5000"),
    ] {
        clock.advance(if step == 9 { 7 * 77_000 } else { 77_000 });
        progress.step(step, &[("loss", 0.5)]);
        let lines = shown(&screen.text());
        assert_eq!(lines.last().map(String::as_str), Some(expected));
    }
    let before = screen.text();
    clock.advance(77_000);
    // What is full waits for the validation.
    progress.step(10, &[("loss", 0.5)]);
    assert_eq!(screen.text(), before);
    progress.epoch_end(&[("loss", 0.5)]);
    let bar = "=".repeat(30);
    let back = "\x08".repeat(" 900/1000 [".len() + 31 + " - ETA: 1:17 - loss: 0.5000".len());
    let end = &screen.text()[before.len()..];
    assert_eq!(end, format!("{back}\r1000/1000 [{bar}] - 770s 770ms/step - loss: 0.5000\n"));
}

#[test]
fn a_bar_is_drawn_at_its_first_step_and_each_50_ms() {
    let (progress, screen, clock) = terminal(|| 120, false);
    let mut progress = course(progress);
    progress.predict_begin(Batches::new(3200, 32));
    for step in 1..=50 {
        clock.advance(20);
        progress.step::<&str>(step, &[]);
    }
    // Steps come each 20 ms, hence each 60 ms after the first.
    assert_eq!(screen.text().matches('\r').count(), 1 + 980 / 60);
}

#[test]
fn a_running_bar_never_wraps() {
    for width in [|| 0, || 1, || 9, || 12, || 40, || 60, || 80] as [fn() -> usize; 7] {
        let (progress, screen, clock) = terminal(width, false);
        let mut progress = course(progress);
        progress.epoch_begin(0, 1, Batches::new(30, 15));
        clock.advance(500);
        progress.step(1, &[("loss", 0.5), ("acc", 0.5), ("mean_squared_error", 0.5)]);
        let lines = shown(&screen.text());
        let columns = lines.last().map_or(0, |line| line.chars().count());
        // The count and the ends of the bar stay, however narrow the terminal.
        assert!(columns < width().max(9), "{columns} of {}: {}", width(), screen.text());
    }
}

#[test]
fn a_line_break_before_a_message_leaves_a_bar_or_a_line() {
    let (progress, screen, clock) = terminal(|| 120, false);
    let mut progress = course(progress);
    progress.epoch_begin(0, 1, Batches::new(4, 1));
    clock.advance(1000);
    progress.step::<&str>(2, &[]);
    progress.message("\nfirst");
    progress.epoch_end(&[]);
    progress.message("\nsecond");
    let lines = shown(&screen.text());
    assert_eq!(lines[1], "2/4 [==============>...............] - ETA: 1s");
    assert_eq!(lines[2], "first");
    assert!(lines[3].starts_with("4/4 [="));
    assert_eq!(lines[4..], ["", "second", ""]);
}

#[test]
fn no_rows_are_harmless() {
    let (progress, screen, _) = terminal(|| 120, false);
    let mut progress = course(progress);
    progress.predict_begin(Batches::new(0, 1));
    progress.step::<&str>(0, &[]);
    progress.step::<&str>(7, &[]);
    progress.predict_end();
    assert_eq!(shown(&screen.text()), [&format!("0/0 [{}] - 0s 0us/step", "=".repeat(30)), ""]);
}
