//! Views: values that are another value's memory, seen differently.
//!
//! Transposing, slicing, repeating and unfolding move no numbers. A view says where element
//! `(i, j, ...)` of a value lies in the memory of its *base*: at
//! `offset + i * strides[0] + j * strides[1] + ...`.

use kerros_graph::{NodeId, Op};
use smallvec::SmallVec;

/// Sizes or strides, one for each axis.
pub(crate) type Sizes = SmallVec<[usize; 6]>;

/// A value as seen in the memory of another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    /// The node that owns the memory.
    pub(crate) base: NodeId,
    /// The place of the first element.
    pub(crate) offset: usize,
    /// The size of each axis.
    pub(crate) shape: Sizes,
    /// The distance between neighbours on each axis, in elements; 0 repeats.
    pub(crate) strides: Sizes,
}

impl View {
    /// The whole of a node's own memory.
    pub(crate) fn whole(base: NodeId, shape: &[usize]) -> Self {
        View { base, offset: 0, shape: shape.into(), strides: contiguous_strides(shape) }
    }

    /// The number of elements.
    pub(crate) fn elements(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether the elements lie one after the other, in order.
    pub(crate) fn is_contiguous(&self) -> bool {
        let dense = contiguous_strides(&self.shape);
        self.shape
            .iter()
            .zip(self.strides.iter().zip(&dense))
            .all(|(&size, (&stride, &dense))| size == 1 || stride == dense)
    }

    /// The view through a movement; `None` when only a copy can do it. `shape` is the result's.
    pub(crate) fn through(&self, op: &Op, shape: &[usize]) -> Option<View> {
        let mut view = View { shape: shape.into(), ..self.clone() };
        match op {
            Op::Reshape(_) => view.strides = reshaped_strides(&self.shape, &self.strides, shape)?,
            Op::Transpose(axes) => {
                view.strides = axes.iter().map(|&axis| self.strides[axis]).collect();
            }
            Op::Broadcast(_) => {
                let added = shape.len() - self.shape.len();
                view.strides = SmallVec::from_elem(0, added);
                view.strides.extend(
                    self.shape
                        .iter()
                        .zip(&self.strides)
                        .map(|(&size, &s)| if size == 1 { 0 } else { s }),
                );
            }
            Op::Slice { axis, start, step, .. } => {
                view.offset += start * self.strides[*axis];
                view.strides[*axis] *= step;
            }
            Op::Unfold { axis, stride, dilation, .. } => {
                let along = self.strides[*axis];
                view.strides[*axis] = along * stride;
                view.strides.insert(axis + 1, along * dilation);
            }
            // The same value; simplification leaves them out before.
            Op::StopGradient | Op::CustomGradient(_) => {}
            _ => return None,
        }
        Some(view)
    }
}

/// The strides of elements that lie one after the other, the last axis fastest.
pub(crate) fn contiguous_strides(shape: &[usize]) -> Sizes {
    let mut strides = SmallVec::from_elem(1, shape.len());
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis] * shape[axis];
    }
    strides
}

/// Neighbouring axes merged wherever a step on the outer one is exactly a walk over the inner one;
/// axes of size 1 are left out. The result's order of elements is the same.
pub(crate) fn merged(shape: &[usize], strides: &[usize]) -> (Sizes, Sizes) {
    let mut sizes = Sizes::new();
    let mut steps = Sizes::new();
    for (&size, &stride) in shape.iter().zip(strides).filter(|&(&size, _)| size != 1) {
        match (sizes.last_mut(), steps.last_mut()) {
            (Some(outer), Some(step)) if *step == size * stride => {
                *outer *= size;
                *step = stride;
            }
            _ => {
                sizes.push(size);
                steps.push(stride);
            }
        }
    }
    (sizes, steps)
}

/// Size and stride of neighbouring axes walked as one; `None` when there is no such stride.
pub(crate) fn joined(shape: &[usize], strides: &[usize]) -> Option<(usize, usize)> {
    let (sizes, strides) = merged(shape, strides);
    match (sizes.as_slice(), strides.as_slice()) {
        ([], _) => Some((1, 0)),
        (&[size], &[stride]) => Some((size, stride)),
        _ => None,
    }
}

/// The strides that show memory of `from` (with `strides`) as shape `to`; `None` when no strides do.
fn reshaped_strides(from: &[usize], strides: &[usize], to: &[usize]) -> Option<Sizes> {
    let (sizes, steps) = merged(from, strides);
    let mut result: Sizes = SmallVec::from_elem(0, to.len());
    let mut block = sizes.len();
    // From the last axis on: each merged block must be the product of some run of new axes.
    let mut left = 1;
    let mut step = 1;
    for axis in (0..to.len()).rev() {
        if to[axis] == 1 {
            continue;
        }
        if left == 1 {
            block = block.checked_sub(1)?;
            (left, step) = (sizes[block], steps[block]);
        }
        if left % to[axis] != 0 {
            return None;
        }
        result[axis] = step;
        step *= to[axis];
        left /= to[axis];
    }
    (left == 1 && block == 0).then_some(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerros_graph::{Graph, InputId, Shape, Type};

    fn whole(shape: &[usize]) -> View {
        let mut graph = Graph::new();
        let id = graph.input(InputId(0), Type::f32(Shape::of(shape))).unwrap();
        View::whole(id, shape)
    }

    #[test]
    fn contiguous_memory_reshapes_freely() {
        let view = whole(&[4, 6]).through(&Op::Reshape(Shape::of(&[2, 2, 3, 2])), &[2, 2, 3, 2]);
        assert_eq!(view.unwrap().strides.as_slice(), [12, 6, 2, 1]);
    }

    #[test]
    fn transposed_memory_splits_but_does_not_join() {
        let transposed =
            whole(&[4, 6]).through(&Op::Transpose([1, 0].into_iter().collect()), &[6, 4]).unwrap();
        assert!(!transposed.is_contiguous());
        let split = transposed.through(&Op::Reshape(Shape::of(&[2, 3, 4])), &[2, 3, 4]).unwrap();
        assert_eq!(split.strides.as_slice(), [3, 1, 6]);
        assert_eq!(transposed.through(&Op::Reshape(Shape::of(&[24])), &[24]), None);
    }

    #[test]
    fn repeated_memory_keeps_its_zero_strides() {
        let repeated = whole(&[3]).through(&Op::Broadcast(Shape::of(&[2, 3])), &[2, 3]).unwrap();
        assert_eq!(repeated.strides.as_slice(), [0, 1]);
        let split = repeated.through(&Op::Reshape(Shape::of(&[2, 1, 3])), &[2, 1, 3]).unwrap();
        assert_eq!(split.strides.as_slice(), [0, 0, 1]);
        assert_eq!(repeated.through(&Op::Reshape(Shape::of(&[6])), &[6]), None);
    }

    #[test]
    fn windows_overlap() {
        let op = Op::Unfold { axis: 0, size: 3, stride: 2, dilation: 1 };
        let windows = whole(&[7, 5]).through(&op, &[3, 3, 5]).unwrap();
        assert_eq!(windows.strides.as_slice(), [10, 5, 1]);
        assert_eq!(merged(&windows.shape, &windows.strides).0.as_slice(), [3, 15]);
    }

    #[test]
    fn slices_shift() {
        let op = Op::Slice { axis: 1, start: 1, step: 2, count: 2 };
        let slice = whole(&[3, 6]).through(&op, &[3, 2]).unwrap();
        assert_eq!((slice.offset, slice.strides.as_slice()), (1, &[6, 2][..]));
    }
}
