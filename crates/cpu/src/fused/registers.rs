//! Register assignment by a linear scan.

use super::instruction::{Instruction, Operand, Operation, Target};
use super::program::Sink;
use std::collections::BTreeMap;

/// Replaces virtual registers by as few real ones as a linear scan needs, and returns their number.
///
/// What `invariants` compute stays in its registers for the whole run. A value of the body gives its
/// register free with its last use; the instruction of that use may write its result there, since
/// it reads each element before it writes the same one.
pub(super) fn assign(
    invariants: &mut [Instruction],
    body: &mut [Instruction],
    sinks: &mut [Sink],
) -> usize {
    let mut last_uses: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, instruction) in body.iter().enumerate() {
        for operand in instruction.operation.operands() {
            if let Operand::Register(register) = operand {
                last_uses.insert(register, at);
            }
        }
    }
    for sink in sinks.iter() {
        if let Operand::Register(register) = sink.from {
            last_uses.insert(register, usize::MAX);
        }
    }

    let mut file = RegisterFile::default();
    for instruction in invariants.iter_mut() {
        file.rename(&mut instruction.operation);
        file.define(&mut instruction.target);
    }
    // Whoever is in the file now is there to stay.
    let pinned = file.busy.len();
    for (at, instruction) in body.iter_mut().enumerate() {
        let dying: Vec<usize> = (instruction.operation.operands())
            .filter_map(|operand| match operand {
                Operand::Register(register) if last_uses.get(&register) == Some(&at) => {
                    file.real.get(&register).copied()
                }
                _ => None,
            })
            .filter(|&real| real >= pinned)
            .collect();
        file.rename(&mut instruction.operation);
        for real in dying {
            file.busy[real] = false;
        }
        file.define(&mut instruction.target);
    }
    for sink in sinks {
        sink.from = file.real_operand(sink.from);
    }
    file.busy.len()
}

/// Which real register holds which virtual one.
#[derive(Default)]
struct RegisterFile {
    real: BTreeMap<usize, usize>,
    busy: Vec<bool>,
}

impl RegisterFile {
    fn define(&mut self, target: &mut Target) {
        if let Target::Register(register) = target {
            let free = self.busy.iter().position(|busy| !busy).unwrap_or(self.busy.len());
            if free == self.busy.len() {
                self.busy.push(true);
            }
            self.busy[free] = true;
            self.real.insert(*register, free);
            *register = free;
        }
    }

    fn rename(&self, operation: &mut Operation) {
        operation.map_operands(|operand| self.real_operand(operand));
    }

    fn real_operand(&self, operand: Operand) -> Operand {
        match operand {
            // Every virtual register is defined before it is used.
            Operand::Register(register) => Operand::Register(self.real[&register]),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::op::{Binary, Unary};

    fn unary(from: usize, to: usize) -> Instruction {
        Instruction {
            operation: Operation::Unary(Unary::Exp, Operand::Register(from)),
            target: Target::Register(to),
        }
    }

    #[test]
    fn a_chain_needs_one_register() {
        let load =
            Instruction { operation: Operation::Random { stream: 0 }, target: Target::Register(0) };
        let mut body = vec![load, unary(0, 1), unary(1, 2), unary(2, 3)];
        assert_eq!(assign(&mut [], &mut body, &mut []), 1);
        assert!(body.iter().all(|instruction| instruction.target == Target::Register(0)));
    }

    #[test]
    fn a_value_keeps_its_register_until_its_last_use() {
        let load = |to| Instruction {
            operation: Operation::Random { stream: 0 },
            target: Target::Register(to),
        };
        let sum = Instruction {
            operation: Operation::Binary(Binary::Add, Operand::Register(2), Operand::Register(9)),
            target: Target::Output(0),
        };
        // Register 9 is invariant and stays, whether it is used again or not.
        let mut invariants = vec![load(9)];
        let mut body = vec![load(0), unary(0, 1), unary(0, 2), sum];
        assert_eq!(assign(&mut invariants, &mut body, &mut []), 3);
        let Operation::Binary(_, a, b) = body[3].operation else { panic!("the sum is gone") };
        assert_eq!((a, b), (Operand::Register(1), Operand::Register(0)));
    }
}
