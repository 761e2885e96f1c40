//! Types of rows that indices name.

use super::{require_float, require_known, shape_error};
use crate::error::Result;
use crate::types::{Dim, Shape, Type};

pub(super) fn gather(op: &'static str, [table, indices]: [&Type; 2]) -> Result<Type> {
    let rows = require_known(op, table, 0)?;
    require_rows(op, rows, || table.to_string())?;
    let rest = &table.shape.dims()[1..];
    let shape: Shape = indices.shape.dims().iter().chain(rest).copied().collect();
    Ok(Type { dtype: table.dtype, shape })
}

pub(super) fn scatter_add(
    op: &'static str,
    extent: usize,
    [rows, indices]: [&Type; 2],
) -> Result<Type> {
    require_float(op, rows)?;
    require_rows(op, extent, || format!("an extent of {extent}"))?;
    let Some(rest) = rows.shape.dims().strip_prefix(indices.shape.dims()) else {
        return Err(shape_error(
            op,
            format!("rows whose first dimensions are those of the indices, {}", indices.shape),
            rows.to_string(),
            "Pass one row for each index.",
        ));
    };
    let shape: Shape = std::iter::once(&Dim::Const(extent)).chain(rest).copied().collect();
    Ok(Type { dtype: rows.dtype, shape })
}

fn require_rows(op: &'static str, rows: usize, received: impl FnOnce() -> String) -> Result<()> {
    if rows > 0 {
        return Ok(());
    }
    Err(shape_error(op, "a table of at least one row", received(), "Give the table a row."))
}
