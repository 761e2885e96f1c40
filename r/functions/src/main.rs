//! Writes the generated files of the R packages.

use kerros_r_functions::files;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (path, text) in files::all()? {
        let file = packages.join(&path);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&file, text)?;
        println!("r/{path}");
    }
    Ok(())
}
