//! Movements: every element of the result from the index it has in the operand.

use super::{Data, Number, Tensor, for_each_index, offset};

/// The result whose element at `index` is the operand's at `source(index)`, or 0 where that is
/// `None`.
fn gather<T: Number>(
    x: &Tensor<T>,
    shape: &[usize],
    mut source: impl FnMut(&[usize], &mut Vec<usize>) -> bool,
) -> Data<T> {
    let mut places = Vec::with_capacity(shape.iter().product());
    let mut from = Vec::with_capacity(x.shape.len());
    for_each_index(shape, |index| {
        from.clear();
        let real = source(index, &mut from);
        places.push(real.then(|| offset(&x.shape, &from)));
    });
    match &x.data {
        Data::Float(values) => Data::Float(
            places.iter().map(|p| p.map_or(T::from_f64(0.0), |place| values[place])).collect(),
        ),
        Data::Index(values) => {
            Data::Index(places.iter().map(|p| p.map_or(0, |place| values[place])).collect())
        }
    }
}

pub(super) fn transpose<T: Number>(x: &Tensor<T>, axes: &[usize], shape: &[usize]) -> Data<T> {
    gather(x, shape, |index, from| {
        from.resize(axes.len(), 0);
        for (to, &axis) in axes.iter().enumerate() {
            from[axis] = index[to];
        }
        true
    })
}

pub(super) fn broadcast<T: Number>(x: &Tensor<T>, shape: &[usize]) -> Data<T> {
    let added = shape.len() - x.shape.len();
    gather(x, shape, |index, from| {
        let aligned = index[added..].iter().zip(&x.shape);
        from.extend(aligned.map(|(&i, &size)| if size == 1 { 0 } else { i }));
        true
    })
}

pub(super) fn slice<T: Number>(
    x: &Tensor<T>,
    axis: usize,
    start: usize,
    step: usize,
    shape: &[usize],
) -> Data<T> {
    gather(x, shape, |index, from| {
        from.extend_from_slice(index);
        from[axis] = start + index[axis] * step;
        true
    })
}

pub(super) fn pad<T: Number>(
    x: &Tensor<T>,
    axis: usize,
    start: usize,
    step: usize,
    shape: &[usize],
) -> Data<T> {
    gather(x, shape, |index, from| {
        from.extend_from_slice(index);
        let Some(distance) = index[axis].checked_sub(start) else { return false };
        from[axis] = distance / step;
        distance % step == 0 && distance / step < x.shape[axis]
    })
}

pub(super) fn unfold<T: Number>(
    x: &Tensor<T>,
    axis: usize,
    stride: usize,
    dilation: usize,
    shape: &[usize],
) -> Data<T> {
    gather(x, shape, |index, from| {
        from.extend_from_slice(&index[..axis]);
        from.push(index[axis] * stride + index[axis + 1] * dilation);
        from.extend_from_slice(&index[axis + 2..]);
        true
    })
}

pub(super) fn fold<T: Number>(
    x: &Tensor<T>,
    axis: usize,
    stride: usize,
    dilation: usize,
    shape: &[usize],
) -> Data<T> {
    let mut folded = vec![T::from_f64(0.0); shape.iter().product()];
    let values = x.floats();
    let mut place = 0;
    for_each_index(&x.shape, |index| {
        let mut to = index[..axis].to_vec();
        to.push(index[axis] * stride + index[axis + 1] * dilation);
        to.extend_from_slice(&index[axis + 2..]);
        let target = &mut folded[offset(shape, &to)];
        *target = target.plus(values[place]);
        place += 1;
    });
    Data::Float(folded)
}
