//! The data that `harness/data.py` wrote for all systems: `shapes.txt` with a line `NAME SIZE...`
//! an array, and `NAME.f32` with its numbers, little-endian and row-major.

use crate::Result;
use kerros::model::{IntoTensor, Tensor};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The arrays of a workload.
#[derive(Debug)]
pub struct Data {
    arrays: BTreeMap<String, (Vec<usize>, Vec<f32>)>,
}

impl Data {
    /// Reads all arrays of the folder.
    ///
    /// # Errors
    ///
    /// When a file is missing or is not of this form.
    pub fn read(folder: &Path) -> Result<Data> {
        let mut arrays = BTreeMap::new();
        for line in text(&folder.join("shapes.txt"))?.lines() {
            let mut words = line.split_whitespace();
            let name = words.next().ok_or("shapes.txt has an empty line; make the data again")?;
            let shape = words.map(str::parse).collect::<std::result::Result<Vec<usize>, _>>()?;
            let numbers = numbers(&folder.join(format!("{name}.f32")))?;
            arrays.insert(name.to_owned(), (shape, numbers));
        }
        Ok(Data { arrays })
    }

    /// Whether there is an array of this name.
    pub fn holds(&self, name: &str) -> bool {
        self.arrays.contains_key(name)
    }

    /// The array of this name.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn get(&self, name: &str) -> Result<Tensor<'_>> {
        let (shape, numbers) = self
            .arrays
            .get(name)
            .ok_or_else(|| format!("shapes.txt has no {name}; make the data again"))?;
        Ok((numbers.as_slice(), shape.as_slice()).into_tensor()?)
    }
}

fn text(path: &Path) -> Result<String> {
    Ok(fs::read_to_string(path).map_err(|error| unreadable(path, &error))?)
}

fn numbers(path: &Path) -> Result<Vec<f32>> {
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    let (numbers, _) = bytes.as_chunks::<4>();
    Ok(numbers.iter().map(|&number| f32::from_le_bytes(number)).collect())
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}; run.py makes the data", path.display())
}
