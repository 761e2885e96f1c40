//! Reads Keras's configurations in `golden/data/configurations.json`, `models.json` and `losses.json` and writes them
//! again, one a line: for `golden/check_json.py`, which gives them to Keras.

use kerros::Model;
use kerros::layer::SharedLayer;
use kerros::losses::Loss;
use kerros::serialization::Configurable;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    for json in texts("configurations", &["layers"])? {
        println!("{}", SharedLayer::from_json(&json)?.to_json()?);
    }
    let models = texts("configurations", &["models"])?;
    for json in models.into_iter().chain(texts("models", &["cases", "compiled"])?) {
        println!("{}", Model::from_json(&json)?.to_json()?);
    }
    for json in texts("losses", &["configurations"])? {
        let loss: Box<dyn Loss> = Configurable::from_json(&json)?;
        println!("{}", loss.to_json()?);
    }
    Ok(())
}

/// The configurations in some lists of a golden file.
fn texts(file: &str, lists: &[&str]) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let path = format!("{}/../../golden/data/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let golden: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let cases = lists.iter().flat_map(|list| golden[list].as_array().into_iter().flatten());
    Ok(cases.filter_map(|case| case["json"].as_str().map(str::to_owned)).collect())
}
