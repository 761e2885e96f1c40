//! Recurrences.

use crate::error::{Error, Result};
use crate::graph::{Graph, NodeId};
use crate::op::Op;
use crate::scan::{Cell, width};
use crate::types::{Dim, Shape};
use std::sync::Arc;

impl Graph {
    /// Runs `cell` over all steps; see [`Op::Scan`]. [`Self::scan_states`] and [`Self::scan_last`] see
    /// the parts of the state in its value.
    pub fn scan(
        &mut self,
        cell: Arc<Cell>,
        initial: NodeId,
        sequences: &[NodeId],
        constants: &[NodeId],
    ) -> Result<NodeId> {
        let operands = [&[initial], sequences, constants].concat();
        self.insert(Op::Scan(cell), &operands)
    }

    /// What part `part` of the state is after each step of a scan: `(steps, batch, ...)`.
    ///
    /// # Errors
    ///
    /// When `scan` is no scan, or its state has fewer parts.
    pub fn scan_states(&mut self, scan: NodeId, part: usize) -> Result<NodeId> {
        let cell = self.scanned(scan, part)?;
        let steps = self.ty(scan).shape.0[0].at(0) - 1;
        let start = usize::from(!cell.reverse());
        let after = self.slice(scan, 0, start, 1, steps)?;
        let columns = self.scan_columns(after, &cell, part)?;
        let shape = self.scan_shape(scan, &cell, part, Some(steps));
        self.reshape(columns, shape)
    }

    /// What part `part` of the state is after the last step of a scan: `(batch, ...)`.
    ///
    /// # Errors
    ///
    /// When `scan` is no scan, or its state has fewer parts.
    pub fn scan_last(&mut self, scan: NodeId, part: usize) -> Result<NodeId> {
        let cell = self.scanned(scan, part)?;
        let steps = self.ty(scan).shape.0[0].at(0) - 1;
        let last = if cell.reverse() { 0 } else { steps };
        let row = self.slice(scan, 0, last, 1, 1)?;
        let columns = self.scan_columns(row, &cell, part)?;
        let shape = self.scan_shape(scan, &cell, part, None);
        self.reshape(columns, shape)
    }

    /// The cell of a scan that has a part `part`.
    fn scanned(&self, scan: NodeId, part: usize) -> Result<Arc<Cell>> {
        let Op::Scan(cell) = self.op(scan) else {
            return Err(Error::Shape {
                op: "scan",
                expected: "the value of a scan".into(),
                received: format!("{} {}", self.op(scan).name(), self.ty(scan)),
                remedy: "Pass what Graph::scan has returned.".into(),
            });
        };
        let count = cell.states().len();
        if part >= count {
            return Err(Error::Unknown { what: "part of the state", index: part, count });
        }
        Ok(Arc::clone(cell))
    }

    /// The columns of an output in rows of a scan's value.
    pub(crate) fn scan_columns(
        &mut self,
        rows: NodeId,
        cell: &Cell,
        output: usize,
    ) -> Result<NodeId> {
        let Some((id, start)) = cell.outputs().zip(cell.columns()).nth(output) else {
            let count = cell.columns().len();
            return Err(Error::Unknown { what: "output", index: output, count });
        };
        let axis = self.ty(rows).shape.rank() - 1;
        let count = width(cell.body(), id);
        match count == cell.width() {
            true => Ok(rows),
            false => self.slice(rows, axis, start, 1, count),
        }
    }

    /// The shape of an output of a scan, of one step or of `steps`.
    pub(crate) fn scan_shape(
        &self,
        scan: NodeId,
        cell: &Cell,
        output: usize,
        steps: Option<usize>,
    ) -> Shape {
        let rows = self.ty(scan).shape.0[1];
        let sizes = cell
            .outputs()
            .nth(output)
            .into_iter()
            .flat_map(|id| cell.body().ty(id).shape.dims()[1..].iter().copied());
        steps.map(Dim::Const).into_iter().chain([rows]).chain(sizes).collect()
    }
}
