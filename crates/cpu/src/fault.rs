//! What ends a run before its last step.

use crate::memory::Memory;
use crate::step::{Indexing, Step};
use kerros_graph::Error;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An index that names no row of the table it is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault<'a> {
    op: &'static str,
    indexing: &'a Indexing,
    /// Its place among the indices.
    place: usize,
}

impl Fault<'_> {
    /// The error that says so, for the step that has met it.
    pub(crate) fn error(self, step: &Step, memory: Memory<'_>) -> Error {
        // SAFETY: the step is over, and nobody writes what it has read.
        let indices = unsafe { memory.read(step.reads[1]) };
        let Indexing { table, shape } = self.indexing;
        let received = table.text(indices[self.place]);
        Error::index(self.op, &step.scope, table.extent, received, (self.place, shape))
    }
}

/// The first fault that the pieces of a step meet, whichever thread meets it when.
#[derive(Debug)]
pub(crate) struct FirstFault(AtomicUsize);

impl FirstFault {
    /// None so far.
    pub(crate) fn new() -> Self {
        FirstFault(AtomicUsize::new(usize::MAX))
    }

    /// A piece has met one at this place, or none.
    pub(crate) fn note(&self, place: Option<usize>) {
        if let Some(place) = place {
            self.0.fetch_min(place, Ordering::Relaxed);
        }
    }

    /// What all pieces have found. The pool has joined its threads by then.
    pub(crate) fn result<'a>(
        &self,
        op: &'static str,
        indexing: &'a Indexing,
    ) -> Result<(), Fault<'a>> {
        match self.0.load(Ordering::Relaxed) {
            usize::MAX => Ok(()),
            place => Err(Fault { op, indexing, place }),
        }
    }
}
