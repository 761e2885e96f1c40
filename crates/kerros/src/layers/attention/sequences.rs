//! The inputs of layers of several heads, and how their axes go together.

use super::call::CallArguments;
use super::masks::{all_of, causal, filled_up, repeats_to, within};
use crate::error::{Error, Result};
use crate::layer::Build;
use crate::layers::merge::shapes;
use kerros_graph::types::Dim;
use kerros_graph::{NodeId, Shape};

/// Who asks, what is found and by what it is found, and who may see what.
#[derive(Clone, Debug)]
pub(super) struct Sequences {
    pub(super) query: NodeId,
    pub(super) value: NodeId,
    pub(super) key: NodeId,
    attention_mask: Option<NodeId>,
    /// The masks of query, value and key; none of the latter where it is the value.
    masks: [Option<NodeId>; 3],
}

impl Sequences {
    /// `[query, value]`, where the value is the key as well, or `[query, value, key]`; an attention mask comes last.
    ///
    /// # Errors
    ///
    /// When there are fewer or more.
    pub(super) fn new(build: &Build<'_>, inputs: &[NodeId], call: CallArguments) -> Result<Self> {
        let (attention_mask, sequences) = match (call.attention_mask, inputs.split_last()) {
            (true, Some((&mask, sequences))) => (Some(mask), sequences),
            _ => (None, inputs),
        };
        let (query, value, key) = match *sequences {
            [query, value] => (query, value, value),
            [query, value, key] => (query, value, key),
            _ => {
                let masked = if call.attention_mask { ", and the attention mask" } else { "" };
                return Err(Error::invalid(
                    "inputs",
                    format!("query and value, or query, value and key{masked}"),
                    inputs.len().to_string(),
                    "For attention of a sequence to itself, apply the layer to [&x, &x].",
                ));
            }
        };
        let mask = |place: usize| match place < sequences.len() {
            true => build.masks().get(place).copied().flatten(),
            false => None,
        };
        Ok(Sequences { query, value, key, attention_mask, masks: [0, 1, 2].map(mask) })
    }

    /// Who sees what, in a shape that repeats to `scores`; none where everybody sees everything.
    pub(super) fn mask(
        &self,
        build: &mut Build<'_>,
        layout: &Layout,
        scores: &Shape,
        call: CallArguments,
        sliding_window: Option<usize>,
    ) -> Result<Option<NodeId>> {
        let mut masks = Vec::new();
        for (mask, of_queries) in self.masks.iter().zip([true, false, false]) {
            if let Some(mask) = *mask {
                masks.push(layout.spread(build, mask, of_queries)?);
            }
        }
        let rank = scores.rank();
        if call.use_causal_mask || sliding_window.is_some() {
            let argument = if call.use_causal_mask { "use_causal_mask" } else { "sliding_window" };
            let [queries, keys] = layout.steps(build, self, argument)?;
            if call.use_causal_mask {
                let mask = causal(build.graph, queries, keys)?;
                masks.push(filled_up(build.graph, mask, 0, rank)?);
            }
            if let Some(window) = sliding_window {
                let mask = within(build.graph, queries, keys, window)?;
                masks.push(filled_up(build.graph, mask, 0, rank)?);
            }
        }
        if let Some(given) = self.attention_mask {
            // The axes that it has not are those right before the queries, behind the batch.
            let place = build.shape(given).rank().checked_sub(2 * layout.axes());
            let mask = match place {
                Some(place) if place > 0 => filled_up(build.graph, given, place, rank)?,
                _ => given,
            };
            if !repeats_to(build.shape(mask), scores) {
                return Err(Error::invalid(
                    "attention_mask",
                    format!("a mask that repeats to the scores, {scores}"),
                    build.shape(given).to_string(),
                    "Say for each query which steps it sees: (queries, steps) for each sample.",
                ));
            }
            masks.push(mask);
        }
        all_of(build.graph, masks)
    }
}

/// How the axes of the inputs go together.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The axes of an input with the batch and the features.
    rank: usize,
    /// Those along which steps are looked up, in the order in which scores have them.
    attended: Vec<usize>,
}

impl Layout {
    /// All axes between batch and features, or those named.
    ///
    /// # Errors
    ///
    /// When the shapes do not fit each other, or an axis is not between batch and features.
    pub(super) fn new(
        build: &Build<'_>,
        inputs: &Sequences,
        attention_axes: Option<&[i64]>,
    ) -> Result<Self> {
        let sequences = [inputs.query, inputs.value, inputs.key];
        let [q, v, k] = sequences.map(|x| build.shape(x).dims());
        let rank = q.len();
        let misfit = |expected: &str| {
            let remedy = "Bring the sequences to shapes that fit, for example with Reshape.";
            Err(Error::invalid("inputs", expected, shapes(build.graph, &sequences), remedy))
        };
        if rank < 3 || v.len() != rank || k.len() != rank {
            return misfit("query, value and key (batch, steps, ..., features) with as many axes");
        }
        if v[..rank - 1] != k[..rank - 1] {
            return misfit("value and key with the same sizes but for the features");
        }
        let attended = attended(attention_axes, rank)?;
        if (0..rank - 1).any(|axis| !attended.contains(&axis) && q[axis] != k[axis]) {
            return misfit("query and value with the same sizes along axes that are not attended");
        }
        Ok(Layout { rank, attended })
    }

    pub(super) fn rank(&self) -> usize {
        self.rank
    }

    /// Along how many axes steps are looked up.
    pub(super) fn axes(&self) -> usize {
        self.attended.len()
    }

    /// The equation of query and key: the scores.
    pub(super) fn products(&self) -> String {
        format!("{},{}->{}", self.letters(false), self.letters(true), self.of_scores())
    }

    /// The equation of scores and value: what the queries find.
    pub(super) fn sums(&self) -> String {
        format!("{},{}->{}", self.of_scores(), self.letters(true), self.letters(false))
    }

    /// The number of queries and of keys, along the only axis.
    ///
    /// # Errors
    ///
    /// When there are several axes, along which there is no order.
    fn steps(&self, build: &Build<'_>, inputs: &Sequences, argument: &str) -> Result<[usize; 2]> {
        let [axis] = self.attended[..] else {
            return Err(Error::invalid(
                argument,
                "one axis along which steps are looked up",
                self.attended.len().to_string(),
                "Name the axis that has an order in attention_axes.",
            ));
        };
        // Only the batch has no size.
        Ok([inputs.query, inputs.key]
            .map(|x| build.shape(x).dims()[axis].known().unwrap_or_default()))
    }

    /// A mask of the queries, or of the keys, with the axes of the scores.
    fn spread(&self, build: &mut Build<'_>, mask: NodeId, of_queries: bool) -> Result<NodeId> {
        let given = build.shape(mask).clone();
        if given.rank() != self.rank - 1 {
            return Err(Error::invalid(
                "mask",
                format!("one of {} axes, those of the value but the last", self.rank - 1),
                given.to_string(),
                "Mask the steps right before the layer.",
            ));
        }
        let others: Vec<usize> = self.others().collect();
        let order = [&others[..], &self.attended].concat();
        let mask = build.graph.transpose(mask, &order)?;
        let sizes =
            |axes: &[usize]| axes.iter().map(|&axis| given.dims()[axis]).collect::<Vec<_>>();
        let once = vec![Dim::Const(1); self.axes()];
        let steps = sizes(&self.attended);
        let (queries, keys) = if of_queries { (steps, once) } else { (once, steps) };
        let shape: Shape =
            [sizes(&others), vec![Dim::Const(1)], queries, keys].concat().into_iter().collect();
        Ok(build.graph.reshape(mask, shape)?)
    }

    /// The axes of the inputs, but the features, along which nothing is looked up.
    fn others(&self) -> impl Iterator<Item = usize> {
        (0..self.rank - 1).filter(|axis| !self.attended.contains(axis))
    }

    /// The letters of a projection: those of the keys are large along the axes that are attended.
    fn letters(&self, of_keys: bool) -> String {
        let axes =
            (0..self.rank - 1).map(|axis| letter(axis, of_keys && self.attended.contains(&axis)));
        axes.chain([HEAD, FEATURE]).collect()
    }

    fn of_scores(&self) -> String {
        let others = self.others().map(|axis| letter(axis, false));
        let queries = self.attended.iter().map(|&axis| letter(axis, false));
        let keys = self.attended.iter().map(|&axis| letter(axis, true));
        others.chain([HEAD]).chain(queries).chain(keys).collect()
    }
}

const HEAD: char = 'y';
const FEATURE: char = 'z';

/// The letter of an axis; an equation of more than 24 axes is refused, as letters stand in it twice.
fn letter(axis: usize, large: bool) -> char {
    let first = if large { b'A' } else { b'a' };
    char::from(first + u8::try_from(axis).unwrap_or(23).min(23))
}

/// The places of axes along which steps are looked up.
fn attended(axes: Option<&[i64]>, rank: usize) -> Result<Vec<usize>> {
    let Some(axes) = axes else { return Ok((1..rank - 1).collect()) };
    let place = |&axis: &i64| {
        let axis = if axis < 0 { axis.saturating_add(rank as i64) } else { axis };
        usize::try_from(axis).ok().filter(|&axis| axis > 0 && axis < rank - 1)
    };
    let places: Option<Vec<usize>> = axes.iter().map(place).collect();
    match places {
        Some(places)
            if !places.is_empty()
                && (0..places.len()).all(|i| !places[..i].contains(&places[i])) =>
        {
            Ok(places)
        }
        _ => Err(Error::invalid(
            "attention_axes",
            format!("different axes between the batch, 0, and the features, {}", rank - 1),
            format!("{axes:?}"),
            "Leave attention_axes out for all of them.",
        )),
    }
}
