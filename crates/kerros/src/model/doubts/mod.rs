//! What is hardly meant about data and objective, before they are trained on. Every rule is a file, which
//! says when it speaks; `docs/checks.md` has all in one table.

mod class_counts;
mod columns;
mod constant;
mod metrics;
mod missing_classes;
mod pixels;
mod reach;
mod scale;
mod shared_rows;
mod targets;
mod unbalanced_classes;
mod unseen_classes;

use super::dataset::Dataset;
use super::network::Network;
use super::objective::{Objective, OutputObjective};
use super::outline::Outline;
use class_counts::ClassCounts;
use columns::columns;

/// What is looked at.
pub(super) struct Subject<'s> {
    pub(super) network: &'s Network,
    pub(super) outline: &'s Outline,
    pub(super) objective: &'s Objective,
    pub(super) training: &'s Dataset<'s>,
    pub(super) validation: Option<&'s Dataset<'s>>,
    /// Whether the validation rows are the last ones of those that were given.
    pub(super) is_split: bool,
}

impl Subject<'_> {
    /// One sentence for each doubt, with its remedy.
    pub(super) fn doubts(&self) -> Vec<String> {
        let mut doubts = Vec::new();
        for output in 0..self.objective.outputs.len() {
            self.look_at_metrics(output, &mut doubts);
        }
        for input in 0..self.network.inputs.len() {
            self.look_at_input(input, &mut doubts);
        }
        for output in 0..self.objective.outputs.len() {
            self.look_at_targets(output, &mut doubts);
        }
        if let Some(validation) = self.validation {
            doubts.extend(shared_rows::shared(&self.training.tensors(), &validation.tensors()));
        }
        doubts
    }

    fn look_at_metrics(&self, output: usize, doubts: &mut Vec<String>) {
        let judged = &self.objective.outputs[output];
        let Some(shape) = self.outline.outputs().nth(judged.output) else { return };
        let last = self.network.last_activation(judged.output).plain(Some(shape.rank()));
        let found = judged
            .metrics
            .iter()
            .filter_map(|chosen| metrics::unfit(&*chosen.metric, &*judged.loss, last, shape));
        doubts.extend(found.map(|doubt| self.of_output(judged, doubt)));
    }

    fn look_at_input(&self, input: usize, doubts: &mut Vec<String>) {
        if reach::takes_any_scale(self.network, input) {
            return;
        }
        let data = &self.training.x()[input];
        let name = self.network.input_name(input);
        let columns = columns(data);
        if pixels::are_pixels(data.row_shape(), &columns) {
            doubts.push(pixels::unscaled_pixels(&name));
        } else {
            doubts.extend(scale::unscaled(&name, &columns));
        }
        doubts.extend(constant::constant(&name, data.rows(), &columns));
    }

    fn look_at_targets(&self, output: usize, doubts: &mut Vec<String>) {
        let judged = &self.objective.outputs[output];
        let Some(shape) = self.outline.outputs().nth(judged.output) else { return };
        let loss = judged.loss.name();
        let target = &self.training.y()[output];
        let mut found = Vec::new();
        if targets::has_scale(loss) {
            found.extend(targets::far_from_scale(&columns(target)));
        }
        if let Some(counts) = ClassCounts::of(loss, target, shape) {
            let judged_by =
                self.validation.and_then(|rows| ClassCounts::of(loss, &rows.y()[output], shape));
            found.extend(unseen_classes::unseen(&counts, judged_by.as_ref()));
            if let Some(judged_by) = &judged_by {
                found.extend(missing_classes::missing(&counts, judged_by, self.is_split));
            }
            found.extend(unbalanced_classes::unbalanced(&counts, self.training.is_weighted()));
        }
        doubts.extend(found.into_iter().map(|doubt| self.of_output(judged, doubt)));
    }

    /// A doubt about an output, which is named where there are several.
    fn of_output(&self, output: &OutputObjective, doubt: String) -> String {
        match self.objective.outputs.len() {
            1 => doubt,
            _ => format!("{}: {doubt}", output.name),
        }
    }
}
