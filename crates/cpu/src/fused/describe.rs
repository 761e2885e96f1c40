//! Programs in words.

use super::access::Access;
use super::builder::ReduceAxes;
use super::instruction::{First, Instruction, Operand, Operation, Second, Target};
use super::program::Program;
use kerros_graph::op::{Op, Reduction};
use std::fmt::{self, Write};

impl Program {
    /// The program in readable lines: its size, the types of its inputs, each instruction; `once` marks what is computed once
    /// in a run, `each` what is computed for each tile.
    pub fn describe(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> fmt::Result {
        writeln!(
            text,
            "fused: {} elements, tiles of {}, {} registers, {} pieces",
            self.elements,
            self.tile,
            self.registers,
            self.pieces().count
        )?;
        if !self.inputs.is_empty() {
            let types: Vec<String> = self.inputs.iter().map(|x| x.dtype.to_string()).collect();
            writeln!(text, "  inputs {}", types.join(", "))?;
        }
        for instruction in self.scalars.iter().chain(&self.invariants) {
            writeln!(text, "  once {}", self.line(instruction))?;
        }
        for instruction in &self.body {
            writeln!(text, "  each {}", self.line(instruction))?;
        }
        for (index, sink) in self.sinks.iter().enumerate() {
            let name = match sink.reduction {
                Reduction::Sum => "sum",
                Reduction::Max => "max",
            };
            let axes = match self.axes {
                Some(ReduceAxes::Inner(n)) => format!(" of each row of {n}"),
                Some(ReduceAxes::Outer(n)) => format!(" over rows of {n}"),
                Some(ReduceAxes::All) | None => String::new(),
            };
            writeln!(text, "  each {name}{index} = {name}({}){axes}", operand(sink.from))?;
        }
        Ok(())
    }

    fn line(&self, instruction: &Instruction) -> String {
        let target = match instruction.target {
            Target::Scalar(index) => format!("s{index}"),
            Target::Register(index) => format!("r{index}"),
            Target::Output(index) => format!("out{index}"),
        };
        format!("{target} = {}", self.expression(&instruction.operation))
    }

    fn expression(&self, operation: &Operation) -> String {
        match *operation {
            Operation::Literal(value) => format!("{value}"),
            Operation::BatchSize => "batch_size".into(),
            Operation::Load { input } => match &self.inputs[input].access {
                Access::Scalar => format!("in{input}"),
                Access::Contiguous => format!("in{input}[i]"),
                Access::Row { period } => format!("in{input}[i % {period}]"),
                Access::Column { run } => format!("in{input}[i / {run}]"),
                Access::Strided(dimensions) => {
                    let terms: Vec<String> =
                        dimensions.iter().map(|d| format!("{}x{}", d.extent, d.stride)).collect();
                    format!("in{input}[strided {}]", terms.join(", "))
                }
            },
            Operation::Iota { run, extent, dtype } => format!("{dtype}(i / {run} % {extent})"),
            Operation::Random { stream } => format!("random(stream {stream})"),
            Operation::Copy(x) => operand(x),
            Operation::Unary(function, x) => {
                format!("{}({})", Op::Unary(function).name(), operand(x))
            }
            Operation::Binary(function, a, b) | Operation::CompareIntegers(function, a, b) => {
                format!("{}({}, {})", Op::Binary(function).name(), operand(a), operand(b))
            }
            Operation::Pair(first, second, [a, b, c]) => {
                let sign = match first {
                    First::Add => "+",
                    First::Sub => "-",
                    First::Mul => "*",
                };
                let (t, c) = (format!("{} {sign} {}", operand(a), operand(b)), operand(c));
                match second {
                    Second::Add => format!("({t}) + {c}"),
                    Second::Sub => format!("({t}) - {c}"),
                    Second::SubFrom => format!("{c} - ({t})"),
                    Second::Mul => format!("({t}) * {c}"),
                    Second::Max => format!("max({t}, {c})"),
                }
            }
            Operation::Select([condition, a, b]) => {
                format!("select({}, {}, {})", operand(condition), operand(a), operand(b))
            }
            Operation::ToInteger(x) => format!("i32({})", operand(x)),
            Operation::ToFloat(x) => format!("f32({})", operand(x)),
        }
    }
}

fn operand(operand: Operand) -> String {
    match operand {
        Operand::Scalar(index) => format!("s{index}"),
        Operand::Register(index) => format!("r{index}"),
        Operand::Input(index) => format!("in{index}[i]"),
    }
}
