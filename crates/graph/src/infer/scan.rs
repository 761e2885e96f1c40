//! The type of a recurrence.

use super::shape_error;
use crate::error::Result;
use crate::scan::Cell;
use crate::types::{DType, Dim, Shape, Type};

pub(super) fn scan(op: &'static str, cell: &Cell, inputs: &[&Type]) -> Result<Type> {
    let (slices, constants) = (cell.slices(), cell.constants());
    let expected = 1 + slices.len() + constants.len();
    if inputs.len() != expected {
        return Err(shape_error(
            op,
            format!(
                "{expected} operands: the initial state, {} sequences and {} constants",
                slices.len(),
                constants.len()
            ),
            inputs.len().to_string(),
            "Pass one operand for each placeholder of the cell.",
        ));
    }
    let (initial, rest) = (inputs[0], &inputs[1..]);
    let (sequences, rest) = rest.split_at(slices.len());
    let state = cell.state_width();
    let rows = match *initial.shape.dims() {
        [rows, width] if initial.dtype == DType::F32 && width == Dim::Const(state) => rows,
        _ => {
            return Err(shape_error(
                op,
                format!("an initial state f32(batch, {state})"),
                initial.to_string(),
                "Put all parts of the state of a row behind each other.",
            ));
        }
    };
    let steps = match sequences[0].shape.dims().first() {
        Some(&Dim::Const(steps)) if steps > 0 => steps,
        _ => {
            return Err(shape_error(
                op,
                "sequences (steps, batch, ...) of a known number of steps",
                sequences[0].to_string(),
                "Transpose the operand so that its steps come first.",
            ));
        }
    };
    for (&sequence, &slice) in sequences.iter().zip(slices) {
        let slice = with_rows(cell.body().ty(slice), rows);
        let mut shape = slice.shape.clone();
        shape.0.insert(0, Dim::Const(steps));
        require(op, "a sequence", &Type { shape, ..slice }, sequence)?;
    }
    for (&operand, &constant) in rest.iter().zip(constants) {
        require(op, "a constant", &with_rows(cell.body().ty(constant), rows), operand)?;
    }
    let dims = [Dim::Const(steps + 1), rows, Dim::Const(cell.width())];
    Ok(Type::f32(dims.into_iter().collect()))
}

/// The type with `rows` in the place of the batch.
fn with_rows(ty: &Type, rows: Dim) -> Type {
    let dims = ty.shape.dims().iter();
    let shape: Shape = dims.map(|&dim| if dim == Dim::Batch { rows } else { dim }).collect();
    Type { dtype: ty.dtype, shape }
}

fn require(op: &'static str, what: &str, expected: &Type, received: &Type) -> Result<()> {
    if expected == received {
        return Ok(());
    }
    Err(shape_error(
        op,
        format!("{what} of type {expected}"),
        received.to_string(),
        "Operands have the types of the cell's placeholders; sequences have their steps before that.",
    ))
}
