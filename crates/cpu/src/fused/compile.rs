//! From values to instructions: which are needed, in which order, which two go in one pass.

use super::access::Access;
use super::analysis::{Analysis, Phase};
use super::builder::{Node, ProgramBuilder};
use super::instruction::{First, Instruction, Operand, Operation, Second, Target};
use super::program::{Code, Program, Sink};
use super::registers;
use kerros_graph::op::Binary;
use kerros_graph::types::DType;

/// Schedules `builder` and assigns registers.
pub(super) fn compile(builder: &ProgramBuilder) -> Program {
    let analysis = Analysis::new(builder);
    let mut schedule = Schedule::new(builder, &analysis);
    schedule.emit_values();
    schedule.emit_reductions();
    schedule.emit_outputs();
    let Schedule { scalars, scalar_count, mut invariants, mut body, mut sinks, .. } = schedule;
    let registers = registers::assign(&mut invariants, &mut body, &mut sinks);
    let granule = analysis.granule;
    let code = Code { scalars, scalar_count, invariants, body, sinks, registers, granule };
    Program::new(builder, code)
}

/// Two operations that are done in one pass: `second(first(a, b), c)`.
#[derive(Clone, Copy)]
struct Pair {
    first: First,
    second: Second,
    operands: [usize; 3],
}

/// The instructions so far. Registers are virtual: the register of a value has the number of its node.
struct Schedule<'a> {
    builder: &'a ProgramBuilder,
    analysis: &'a Analysis,
    /// Where each node's value is, once it has been emitted.
    places: Vec<Option<Operand>>,
    /// The number of virtual registers: one a node, and those of copies.
    registers: usize,
    scalar_count: usize,
    scalars: Vec<Instruction>,
    invariants: Vec<Instruction>,
    body: Vec<Instruction>,
    sinks: Vec<Sink>,
}

impl<'a> Schedule<'a> {
    fn new(builder: &'a ProgramBuilder, analysis: &'a Analysis) -> Self {
        Schedule {
            builder,
            analysis,
            places: vec![None; builder.nodes.len()],
            registers: builder.nodes.len(),
            scalar_count: 0,
            scalars: Vec::new(),
            invariants: Vec::new(),
            body: Vec::new(),
            sinks: Vec::new(),
        }
    }

    /// Emits everything that has operands, in the order in which it was written down. Leaves follow
    /// when they are first needed, so that they do not hold a register for longer.
    fn emit_values(&mut self) {
        let (pairs, absorbed) = self.find_pairs();
        for node in self.analysis.live() {
            let is_leaf = self.builder.nodes[node].operands().next().is_none();
            if is_leaf || absorbed[node] {
                continue;
            }
            let operation = match (pairs[node], &self.builder.nodes[node]) {
                (Some(Pair { first, second, operands }), _) => {
                    Operation::Pair(first, second, operands.map(|operand| self.place(operand)))
                }
                (None, node) => self.operation(node),
            };
            self.emit(node, operation);
        }
    }

    /// Where the value of `node` is. Emits it if it is a leaf that was not needed before.
    fn place(&mut self, node: usize) -> Operand {
        if let Some(place) = self.places[node] {
            return place;
        }
        if let Node::Input(input) = self.builder.nodes[node]
            && self.builder.inputs[input].access == Access::Contiguous
        {
            self.places[node] = Some(Operand::Input(input));
            return Operand::Input(input);
        }
        let operation = self.operation(&self.builder.nodes[node]);
        self.emit(node, operation)
    }

    fn operation(&mut self, node: &Node) -> Operation {
        match *node {
            Node::Input(input) => Operation::Load { input },
            Node::Literal(value) => Operation::Literal(value),
            Node::BatchSize => Operation::BatchSize,
            Node::Iota { run, extent, dtype } => Operation::Iota { run, extent, dtype },
            Node::Random { stream } => Operation::Random { stream },
            Node::Unary(function, x) => Operation::Unary(function, self.place(x)),
            Node::Binary(function, dtype, a, b) => {
                let (a, b) = (self.place(a), self.place(b));
                match dtype {
                    DType::F32 => Operation::Binary(function, a, b),
                    DType::I32 => Operation::CompareIntegers(function, a, b),
                }
            }
            Node::Select(condition, a, b) => {
                Operation::Select([condition, a, b].map(|operand| self.place(operand)))
            }
            Node::ToInteger(x) => Operation::ToInteger(self.place(x)),
            Node::ToFloat(x) => Operation::ToFloat(self.place(x)),
        }
    }

    fn emit(&mut self, node: usize, operation: Operation) -> Operand {
        let (target, place, list) = match self.analysis.phase[node] {
            Phase::Scalar => {
                let scalar = self.scalar_count;
                self.scalar_count += 1;
                (Target::Scalar(scalar), Operand::Scalar(scalar), &mut self.scalars)
            }
            Phase::Invariant => {
                (Target::Register(node), Operand::Register(node), &mut self.invariants)
            }
            Phase::Body => (Target::Register(node), Operand::Register(node), &mut self.body),
        };
        list.push(Instruction { operation, target });
        self.places[node] = Some(place);
        place
    }

    /// Copies `from` into a register of its own.
    fn copy(&mut self, from: Operand) -> Operand {
        let register = self.registers;
        self.registers += 1;
        self.body.push(Instruction {
            operation: Operation::Copy(from),
            target: Target::Register(register),
        });
        Operand::Register(register)
    }

    /// Reductions read their tile after the whole body, when an output may have overwritten an input.
    fn emit_reductions(&mut self) {
        for &(reduction, node) in &self.builder.reductions {
            let from = match self.place(node) {
                Operand::Input(input) if self.builder.outputs.is_empty() => Operand::Input(input),
                Operand::Register(register) => Operand::Register(register),
                other => self.copy(other),
            };
            self.sinks.push(Sink { reduction, from });
        }
    }

    /// Emits the stores. An output may be the memory of any contiguous input, so nothing is written
    /// before the last instruction that reads one; that instruction itself may write, because it
    /// reads each element before it writes the same one.
    fn emit_outputs(&mut self) {
        let outputs = &self.builder.outputs;
        let mut places = Vec::with_capacity(outputs.len());
        for &node in outputs {
            places.push(match self.place(node) {
                input @ Operand::Input(_) if outputs.len() > 1 => self.copy(input),
                other => other,
            });
        }
        let reads_input = |instruction: &Instruction| {
            instruction.operation.operands().any(|operand| matches!(operand, Operand::Input(_)))
        };
        let last_read = self.body.iter().rposition(reads_input).unwrap_or(0);
        for (output, (&node, from)) in outputs.iter().zip(places).enumerate() {
            let only_use = self.analysis.uses[node] == 1;
            let producer = (self.body.iter_mut().enumerate()).find(|(at, instruction)| {
                only_use
                    && *at >= last_read
                    && from == Operand::Register(node)
                    && instruction.target == Target::Register(node)
            });
            match producer {
                Some((_, instruction)) => instruction.target = Target::Output(output),
                None => self.body.push(Instruction {
                    operation: Operation::Copy(from),
                    target: Target::Output(output),
                }),
            }
        }
    }

    /// Finds operations whose only user can do them in the same pass. Gives the pair for each such
    /// user, and marks what it absorbs.
    fn find_pairs(&self) -> (Vec<Option<Pair>>, Vec<bool>) {
        let nodes = &self.builder.nodes;
        let mut pairs: Vec<Option<Pair>> = vec![None; nodes.len()];
        let mut absorbed = vec![false; nodes.len()];
        for node in self.analysis.live() {
            let Node::Binary(function, DType::F32, a, b) = nodes[node] else { continue };
            let candidates = [(a, b, second(function)), (b, a, second_reversed(function))];
            for (inner, other, second) in candidates {
                let Some(second) = second else { continue };
                let Node::Binary(function, DType::F32, x, y) = nodes[inner] else { continue };
                let Some(first) = first(function) else { continue };
                let alone = self.analysis.uses[inner] == 1 && pairs[inner].is_none();
                if alone && self.analysis.phase[inner] == Phase::Body {
                    pairs[node] = Some(Pair { first, second, operands: [x, y, other] });
                    absorbed[inner] = true;
                    break;
                }
            }
        }
        (pairs, absorbed)
    }
}

fn first(function: Binary) -> Option<First> {
    Some(match function {
        Binary::Add => First::Add,
        Binary::Sub => First::Sub,
        Binary::Mul => First::Mul,
        _ => return None,
    })
}

/// `function(t, c)`
fn second(function: Binary) -> Option<Second> {
    Some(match function {
        Binary::Add => Second::Add,
        Binary::Sub => Second::Sub,
        Binary::Mul => Second::Mul,
        Binary::Max => Second::Max,
        _ => return None,
    })
}

/// `function(c, t)`
fn second_reversed(function: Binary) -> Option<Second> {
    Some(match function {
        Binary::Add => Second::Add,
        Binary::Sub => Second::SubFrom,
        Binary::Mul => Second::Mul,
        _ => return None,
    })
}
