//! The key file: made at first start, readable by its owner only, replaced in one step when a key is added.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;

use kernel::Entropy;
use zeroize::Zeroizing;

use super::KeyRing;
use crate::StoreError;

const HEADING: &str = "\
# Keys of the sealed columns of a simyard database.
# Keep this file secret and keep a copy apart from the database's backups:
# without it, message texts and stored credentials can't be read again.
";

impl KeyRing {
    /// Reads the key file, or makes it with new keys when there is none.
    ///
    /// # Errors
    /// [`StoreError::Settings`] when others may read the file, or it can't be read, written or understood.
    pub fn load_or_create(path: &Path, entropy: Arc<dyn Entropy>) -> Result<Self, StoreError> {
        match std::fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Self::create(path, entropy),
            _ => Self::load(path, entropy),
        }
    }

    /// Reads the key file.
    ///
    /// # Errors
    /// As [`KeyRing::load_or_create`].
    pub fn load(path: &Path, entropy: Arc<dyn Entropy>) -> Result<Self, StoreError> {
        check_permissions(path)?;
        let text = std::fs::read_to_string(path)
            .map(Zeroizing::new)
            .map_err(|error| failed("read", path, &error))?;
        Self::parse(&text, entropy)
            .map_err(|error| StoreError::Settings(format!("key file {}: {error}", path.display())))
    }

    /// Adds a key to the file and returns the ring with it; running processes seal with it from their next start.
    ///
    /// # Errors
    /// As [`KeyRing::load_or_create`].
    pub fn rotate_file(path: &Path, entropy: Arc<dyn Entropy>) -> Result<Self, StoreError> {
        let ring = Self::load(path, entropy)?.rotated();
        let text = ring.file_text();
        replace(path, text.as_bytes()).map_err(|error| failed("replace", path, &error))?;
        Ok(ring)
    }

    fn create(path: &Path, entropy: Arc<dyn Entropy>) -> Result<Self, StoreError> {
        let ring = Self::generate(Arc::clone(&entropy));
        let text = ring.file_text();
        match place_new(path, text.as_bytes()) {
            Ok(()) => Ok(ring),
            // Another process was faster: its keys are the keys.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Self::load(path, entropy),
            Err(error) => Err(failed("make", path, &error)),
        }
    }

    fn file_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{HEADING}{}", self.to_text().expose()))
    }
}

fn failed(attempted: &str, path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Settings(format!("can't {attempted} the key file {}: {error}", path.display()))
}

/// Writes the whole file beside its place first, so that a crash leaves either nothing or everything there.
fn place_new(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let file = beside(path, text)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(path)
}

fn replace(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let file = beside(path, text)?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(path)
}

/// A temporary file next to `path`; `tempfile` makes it readable by its owner only.
fn beside(path: &Path, text: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder_of(path))?.sync_all()
}

#[cfg(unix)]
fn check_permissions(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_err(|error| failed("read", path, &error))?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(StoreError::Settings(format!(
        "the key file {0} may be read by others (mode {1:03o}); run: chmod 600 {0}",
        path.display(),
        mode & 0o777
    )))
}

#[cfg(not(unix))]
fn check_permissions(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}
