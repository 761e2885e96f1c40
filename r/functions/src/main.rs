//! Writes the generated files of the R packages.

use kerros_r_functions::files;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (path, text) in files::all()? {
        let file = files::root().join(&path);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&file, text)?;
        println!("{path}");
    }
    Ok(())
}
