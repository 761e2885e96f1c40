//! The examples, as tests: each is its own file in `examples/`, which `cargo run --example NAME` runs too, and
//! asserts what it promises.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

macro_rules! examples {
    ($($name:ident: $path:literal;)*) => {
        $(
            #[path = $path]
            mod $name;

            #[test]
            fn $name() {
                $name::main().unwrap();
            }
        )*

        /// A file that nobody lists would be compiled, but not run.
        #[test]
        fn every_example_is_a_test() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            let mut listed = vec![$(concat!(stringify!($name), ".rs")),*];
            listed.sort_unstable();
            assert_eq!(files, listed);
        }
    };
}

examples! {
    custom_activation: "../examples/custom_activation.rs";
    custom_gradient: "../examples/custom_gradient.rs";
    custom_layer: "../examples/custom_layer.rs";
    custom_loss: "../examples/custom_loss.rs";
    custom_metric: "../examples/custom_metric.rs";
    gan: "../examples/gan.rs";
    gradient_penalty: "../examples/gradient_penalty.rs";
    input_gradient: "../examples/input_gradient.rs";
    stop_gradient: "../examples/stop_gradient.rs";
    transformer: "../examples/transformer.rs";
    write_configurations: "../examples/write_configurations.rs";
}
