//! Reads Keras's configurations in `golden/data/configurations.json` and writes them again, one a line: for
//! `golden/check_json.py`, which gives them to Keras.

use kerros::Sequential;
use kerros::layer::SharedLayer;
use kerros::serialization::Configurable;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden/data/configurations.json");
    let golden: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let texts = |key: &str| {
        let cases = golden[key].as_array().into_iter().flatten();
        cases.filter_map(|case| case["json"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    for json in texts("layers") {
        println!("{}", SharedLayer::from_json(&json)?.to_json()?);
    }
    for json in texts("models") {
        println!("{}", Sequential::from_json(&json)?.to_json()?);
    }
    Ok(())
}
