//! The steps of a recurrence.

use super::lower_body;
use crate::plan::Plan;
use crate::run::Cut;
use crate::scan::{Block, Constant, Scan};
use crate::step::{Region, Segment};
use kerros_graph::scan::Cell;
use kerros_graph::types::Type;
use kerros_graph::{NodeId, Program};

/// A recurrence of `steps` steps on `rows` rows, whose constants have so many elements.
pub(super) fn scan(cell: &Cell, [steps, rows]: [usize; 2], constants: Vec<usize>) -> Scan {
    let body = cell.body();
    let row = |&id: &NodeId| body.ty(id).shape.elements(1);
    let program =
        Program { graph: body.clone(), outputs: cell.outputs().collect(), updates: Vec::new() };
    let block = |rows: usize| {
        let place = |id: kerros_graph::InputId, ty: &Type| Region {
            segment: Segment::Placeholder(id.0),
            offset: 0,
            elements: ty.shape.elements(rows),
        };
        Block { rows, plan: Plan::new(rows, lower_body(&program, rows, &place)) }
    };

    let whole = block(rows);
    let cut = cut(rows, steps, whole.operations());
    let each = cut.range(0).len();
    let mut blocks = vec![if each == rows { whole } else { block(each) }];
    let last = cut.range(cut.pieces() - 1).len();
    if last != each {
        blocks.push(block(last));
    }
    Scan::new(
        cut,
        blocks,
        steps,
        cell.reverse(),
        cell.states().iter().map(row).collect(),
        cell.outputs().map(|output| row(&output)).collect(),
        cell.slices().iter().map(row).collect(),
        cell.constants()
            .iter()
            .zip(constants)
            .map(|(&constant, elements)| match body.ty(constant).shape.has_batch() {
                true => Constant::Rows(row(&constant)),
                false => Constant::Whole(elements),
            })
            .collect(),
    )
}

/// Operations of a step in a block: enough to keep the kernels busy.
const BLOCK_WORK: usize = 1 << 21;

/// The most rows that a block needs for that.
const BLOCK_ROWS: usize = 16;

/// How the rows are cut into blocks, each of which goes through all steps by itself: by sizes alone.
fn cut(rows: usize, steps: usize, operations_of_a_step: usize) -> Cut {
    let of_a_row = operations_of_a_step / rows.max(1);
    let least = (BLOCK_WORK / of_a_row.max(1)).clamp(1, BLOCK_ROWS);
    let worth = operations_of_a_step.saturating_mul(steps) / BLOCK_WORK;
    Cut::into(rows, (rows / least).min(worth))
}
