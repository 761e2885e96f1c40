//! Elementwise units as register programs.

use super::values::{Role, Values, essence};
use super::view::{Sizes, View};
use crate::fused::{self, ProgramBuilder, Reg};
use kerros_graph::op::Op;
use kerros_graph::types::DType;
use kerros_graph::{NodeId, Program};
use std::collections::BTreeMap;

/// A register program and what it reads and writes.
pub(crate) struct Pass {
    pub(crate) program: fused::Program,
    /// The memory that each input reads: a base, and the place of its first element.
    pub(crate) reads: Vec<(NodeId, usize)>,
    /// The nodes that are written: outputs, then results of reductions.
    pub(crate) writes: Vec<NodeId>,
}

/// Compiles the elementwise nodes and reductions of one unit. `stored` tells which elementwise
/// results others read.
pub(crate) fn compile(
    program: &Program,
    values: &Values,
    unit: &[NodeId],
    stored: &dyn Fn(NodeId) -> bool,
) -> Pass {
    let space = iteration_space(program, values, unit);
    let mut writer = Writer {
        values,
        program,
        builder: ProgramBuilder::new(&space),
        shape: space,
        registers: BTreeMap::new(),
        loads: BTreeMap::new(),
        reads: Vec::new(),
    };
    let mut outputs = Vec::new();
    let mut reductions = Vec::new();
    for &id in unit {
        match (values.role(id), program.graph.op(id)) {
            (Role::Reduction(axes), Op::Reduce(kind, _)) => {
                let x = writer.operand(program.graph.node(id).inputs[0]);
                reductions.push((id, x, *kind, axes));
            }
            _ => {
                let value = writer.compute(id);
                writer.registers.insert(id, value);
                if stored(id) {
                    outputs.push((id, value));
                }
            }
        }
    }
    for &(_, value) in &outputs {
        writer.builder.output(value);
    }
    for &(_, x, kind, axes) in &reductions {
        writer.builder.reduce(x, kind, axes);
    }
    Pass {
        program: writer.builder.finish(),
        reads: writer.reads,
        writes: outputs.iter().map(|o| o.0).chain(reductions.iter().map(|r| r.0)).collect(),
    }
}

/// The shape whose elements the unit walks over: that of its elementwise nodes, or of what its
/// reductions read.
fn iteration_space(program: &Program, values: &Values, unit: &[NodeId]) -> Sizes {
    let first = unit[0];
    let walked = match values.role(first) {
        Role::Reduction(_) => program.graph.node(first).inputs[0],
        _ => first,
    };
    essence(&values.shapes[walked.index()])
}

struct Writer<'a> {
    values: &'a Values,
    program: &'a Program,
    builder: ProgramBuilder,
    shape: Sizes,
    /// Values computed so far.
    registers: BTreeMap<NodeId, Reg>,
    /// Inputs declared so far, by base, place and strides.
    loads: BTreeMap<(NodeId, usize, Vec<usize>), Reg>,
    reads: Vec<(NodeId, usize)>,
}

impl Writer<'_> {
    /// The register of an operand: computed in this pass, written on the spot, or read.
    fn operand(&mut self, x: NodeId) -> Reg {
        let view = self.values.view(x).clone();
        if let Some(&register) = self.registers.get(&view.base) {
            // Members of a unit see each other whole.
            return register;
        }
        if self.values.role(view.base) == Role::Inline {
            return self.leaf(view.base);
        }
        self.load(&view)
    }

    /// Reads memory as `view` shows it.
    fn load(&mut self, view: &View) -> Reg {
        let strides: Vec<usize> = view
            .shape
            .iter()
            .zip(&view.strides)
            .filter(|&(&size, _)| size != 1)
            .map(|(_, &stride)| stride)
            .collect();
        let key = (view.base, view.offset, strides);
        if let Some(&register) = self.loads.get(&key) {
            return register;
        }
        let dtype = self.program.graph.ty(view.base).dtype;
        let register = self.builder.input(dtype, &key.2);
        self.loads.insert(key, register);
        self.reads.push((view.base, view.offset));
        register
    }

    fn leaf(&mut self, id: NodeId) -> Reg {
        match self.program.graph.op(id) {
            Op::Literal(literal, dtype) => self.literal(literal.value(), *dtype),
            Op::Iota { ty, axis } => {
                let shape = &self.values.shapes[id.index()];
                // Axes of size 1 are not walked; on such an axis every position is 0.
                if shape[*axis] == 1 {
                    return self.literal(0.0, ty.dtype);
                }
                let walked = shape[..*axis].iter().filter(|&&size| size != 1).count();
                debug_assert_eq!(essence(shape), self.shape);
                self.builder.iota(walked, ty.dtype)
            }
            Op::Random { stream, .. } => self.builder.random(*stream),
            // The only other value that `Values` calls inline.
            _ => self.builder.batch_size(),
        }
    }

    fn literal(&mut self, value: f64, dtype: DType) -> Reg {
        let literal = self.builder.literal(value);
        self.builder.cast(DType::F32, dtype, literal)
    }

    fn compute(&mut self, id: NodeId) -> Reg {
        if let Some(origin) = &self.values.origins[id.index()] {
            return match self.values.role(origin.base) {
                Role::Inline => self.leaf(origin.base),
                _ => self.load(origin),
            };
        }
        let node = self.program.graph.node(id);
        let dtype = |x: NodeId| self.program.graph.ty(x).dtype;
        match (&node.op, node.inputs.as_slice()) {
            (Op::Unary(kind), &[x]) => {
                let x = self.operand(x);
                self.builder.unary(*kind, x)
            }
            (Op::Binary(kind), &[a, b]) => {
                let dtype = dtype(a);
                let (a, b) = (self.operand(a), self.operand(b));
                self.builder.binary(*kind, dtype, a, b)
            }
            (Op::Select, &[condition, a, b]) => {
                let condition = self.operand(condition);
                let (a, b) = (self.operand(a), self.operand(b));
                self.builder.select(condition, a, b)
            }
            (Op::Cast(to), &[x]) => {
                let from: DType = dtype(x);
                let x = self.operand(x);
                self.builder.cast(from, *to, x)
            }
            _ => self.leaf(id),
        }
    }
}
