//! A program made ready for one batch size.

mod describe;
pub(crate) mod memory;

use crate::lower::Lowered;
use crate::step::{Region, Step};
use kerros_graph::op::InputId;
use std::time::Duration;

/// Steps over memory that is laid out once.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) batch: usize,
    pub(crate) steps: Vec<Step>,
    pub(crate) inputs: Vec<(InputId, Region)>,
    pub(crate) outputs: Vec<Region>,
    /// The size of the block of temporaries, in elements.
    pub(crate) temporaries: usize,
    /// The most scratch memory that one thread needs, in elements.
    pub(crate) thread_scratch: usize,
    /// For each step, how long it took in profiled runs; empty when none was profiled.
    pub(crate) times: Vec<Duration>,
    /// How many runs were profiled.
    pub(crate) profiled: u32,
    /// The most operands of any step: room that a run needs for their pointers.
    pub(crate) most_operands: usize,
}

impl Plan {
    pub(crate) fn new(batch: usize, lowered: Lowered) -> Self {
        let Lowered { steps, inputs, outputs, temporaries } = lowered;
        let thread_scratch = steps.iter().map(|step| step.kernel.thread_scratch()).max();
        let most_operands = steps.iter().map(|s| s.reads.len().max(s.writes.len())).max();
        Plan {
            batch,
            steps,
            inputs,
            outputs,
            temporaries,
            thread_scratch: memory::aligned(thread_scratch.unwrap_or(0)),
            times: Vec::new(),
            profiled: 0,
            most_operands: most_operands.unwrap_or(0),
        }
    }
}
