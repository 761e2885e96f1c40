//! A plan as a description.

use super::Plan;
use crate::step::{Conv, Kernel, Step};
use kerros_graph::{Description, StepDescription};

impl Plan {
    /// What the plan does, with mean times if runs were profiled.
    pub(crate) fn describe(&self) -> Description {
        let steps = self.steps.iter().enumerate().map(|(index, step)| StepDescription {
            scope: step.scope.clone(),
            kernel: kernel(&step.kernel),
            bytes: bytes(step),
            operations: operations(&step.kernel),
            time: self.times.get(index).map(|&time| time / self.profiled.max(1)),
        });
        Description {
            batch: self.batch,
            temporaries: self.temporaries * size_of::<f32>(),
            steps: steps.collect(),
        }
    }
}

fn kernel(kernel: &Kernel) -> String {
    match kernel {
        Kernel::Pass(program) => {
            let mut text = format!("pass over {}", program.elements());
            if program.reductions() > 0 {
                text += &format!(" reducing to {}", program.reduction_len());
            }
            text
        }
        Kernel::Copy => "copy".into(),
        Kernel::Product(p) | Kernel::PackedProduct(p) if p.levels.is_empty() => {
            format!("product {}x{}x{}", p.rows, p.columns, p.depth)
        }
        Kernel::Product(p) | Kernel::PackedProduct(p) => {
            format!("{} products {}x{}x{}", p.stack(), p.rows, p.columns, p.depth)
        }
        Kernel::Conv1d(c) => {
            format!("conv1d {}x{}x{}", c.samples * c.positions, c.filters, c.size * c.channels)
        }
        Kernel::Conv1dInputGrad(c) => {
            format!(
                "conv1d input gradient {}x{}x{}",
                c.samples * c.extent,
                c.channels,
                c.size * c.filters
            )
        }
        Kernel::Conv1dKernelGrad(c) => {
            format!(
                "conv1d kernel gradient {}x{}x{}",
                c.size * c.channels,
                c.filters,
                c.samples * c.positions
            )
        }
        Kernel::Conv(c) => convolution("conv", c),
        Kernel::ConvInputGrad(c) => convolution("conv input gradient", c),
        Kernel::ConvKernelGrad(c) => convolution("conv kernel gradient", c),
        Kernel::Depthwise(c) => convolution("depthwise conv", c),
        Kernel::DepthwiseInputGrad(c) => convolution("depthwise conv input gradient", c),
        Kernel::DepthwiseKernelGrad(c) => convolution("depthwise conv kernel gradient", c),
        Kernel::MaxPool(p) => format!("max pool {}x{}x{}", p.samples, p.positions, p.channels),
        Kernel::AveragePool(p) => {
            format!("average pool {}x{}x{}", p.samples, p.positions, p.channels)
        }
        Kernel::MaxPoolGrad(p) => {
            format!("max pool gradient {}x{}x{}", p.samples, p.extent, p.channels)
        }
        Kernel::AveragePoolGrad(p) => {
            format!("average pool gradient {}x{}x{}", p.samples, p.extent, p.channels)
        }
        Kernel::Softmax { rows, columns, log } => {
            format!("{} {rows}x{columns}", if *log { "log softmax" } else { "softmax" })
        }
        Kernel::Reduce { outer, reduced, inner, .. } => format!("reduce {outer}x{reduced}x{inner}"),
        Kernel::ArgMax { rows, columns } => format!("argmax {rows}x{columns}"),
        Kernel::Concat(c) => {
            let widths: Vec<String> = c.parts.iter().map(|part| part.width.to_string()).collect();
            format!("concat {}x({})", c.rows, widths.join("+"))
        }
        Kernel::Pad { outer, count, inner, extent, .. } => {
            format!("pad {outer}x{count}x{inner} to {extent}")
        }
        Kernel::Fold { outer, positions, size, inner, .. } => {
            format!("fold {outer}x{positions}x{size}x{inner}")
        }
        Kernel::Scan(scan) => {
            let inside: Vec<String> =
                scan.inner_steps().map(|step| self::kernel(&step.kernel)).collect();
            let blocks = match scan.pieces() {
                1 => String::new(),
                pieces => format!(" in {pieces} blocks"),
            };
            format!(
                "scan {} steps of {} rows{blocks}: {}",
                scan.steps(),
                scan.rows(),
                inside.join(", ")
            )
        }
        Kernel::Gather(i) => {
            format!("gather {}x{} of {}", i.count(), i.table.inner, i.table.extent)
        }
        Kernel::ScatterAdd(i) => {
            format!("scatter add {}x{} to {}", i.count(), i.table.inner, i.table.extent)
        }
    }
}

/// Positions, filters and what each of them sums over.
fn convolution(name: &str, c: &Conv) -> String {
    let rows = c.samples * c.positions.iter().product::<usize>();
    let groups = if c.groups == 1 { String::new() } else { format!(" in {} groups", c.groups) };
    format!("{name} {rows}x{}x{}{groups}", c.filters, c.taps() * c.group_channels())
}

/// Floating-point operations: those of the definition, whatever the kernel does to get there.
fn operations(kernel: &Kernel) -> usize {
    match kernel {
        Kernel::Pass(program) => program.elements() * program.operations_per_element(),
        Kernel::Copy | Kernel::Concat(_) | Kernel::Pad { .. } | Kernel::Gather(_) => 0,
        Kernel::ScatterAdd(i) => i.count() * i.table.inner,
        Kernel::Product(p) | Kernel::PackedProduct(p) => {
            2 * p.stack() * p.rows * p.columns * p.depth
        }
        Kernel::Conv(c)
        | Kernel::ConvInputGrad(c)
        | Kernel::ConvKernelGrad(c)
        | Kernel::Depthwise(c)
        | Kernel::DepthwiseInputGrad(c)
        | Kernel::DepthwiseKernelGrad(c) => 2 * c.multiplications(),
        Kernel::Conv1d(c) | Kernel::Conv1dInputGrad(c) | Kernel::Conv1dKernelGrad(c) => {
            2 * c.samples * c.positions * c.size * c.channels * c.filters
        }
        Kernel::MaxPool(p)
        | Kernel::AveragePool(p)
        | Kernel::MaxPoolGrad(p)
        | Kernel::AveragePoolGrad(p) => p.samples * p.positions * p.size * p.channels,
        Kernel::Softmax { rows, columns, .. } => 12 * rows * columns,
        Kernel::Reduce { outer, reduced, inner, .. } => outer * reduced * inner,
        Kernel::ArgMax { rows, columns } => rows * columns,
        Kernel::Fold { outer, positions, size, inner, .. } => outer * positions * size * inner,
        Kernel::Scan(scan) => {
            let of = |step: &Step| operations(&step.kernel);
            scan.steps()
                * scan.blocks().map(|steps| steps.iter().map(of).sum::<usize>()).sum::<usize>()
        }
    }
}

fn bytes(step: &Step) -> usize {
    let regions = step.reads.iter().chain(&step.writes);
    regions.map(|region| region.elements * size_of::<f32>()).sum()
}
