//! Matrix products `c (+)= a b` of single precision on one thread.
//!
//! Made for the thin operands of networks. General libraries pack both operands before they multiply;
//! where one of them is as thin as a layer is wide, packing costs as much as the product. Here `a` is
//! read where it lies, `b` is packed only where its rows are far apart or no rows at all, and the lanes
//! that a row leaves empty in its last vector are masked. Nothing is allocated.
//!
//! Every element of `c` is one chain of fused multiply-adds in the order of the depth, in blocks of
//! `DEPTH_BLOCK`. Its bits therefore depend on the depth alone: not on the tile it falls into, not
//! on the number of lanes of the CPU. (CPUs without fused multiply-adds, x86-64 before 2013, round twice.)

mod matrix;
mod panel;
mod tile;

pub use matrix::Matrix;

use panel::{DEPTH_BLOCK, Panel, WIDTH};
use pulp::{Arch, Simd, WithSimd};
use tile::{Operands, column_panel, most_vectors};

/// Rows, columns and depth of a product.
pub type Sizes = (usize, usize, usize);

/// `c (+)= a b` for `a (rows, depth)`, `b (depth, columns)` and `c (rows, columns)`, whose rows are
/// `c_stride` apart.
///
/// # Panics
///
/// When a matrix reaches beyond its slice.
pub fn multiply(
    sizes: Sizes,
    a: Matrix<'_>,
    b: Matrix<'_>,
    c: &mut [f32],
    c_stride: usize,
    accumulate: bool,
) {
    multiply_on(Arch::new(), sizes, a, b, c, c_stride, accumulate);
}

/// How many numbers [`pack`] writes of a matrix `(depth, columns)`.
pub fn packed_elements((columns, depth): (usize, usize)) -> usize {
    depth * columns.next_multiple_of(MOST_LANES)
}

/// Writes `b (depth, columns)` down in the order in which products read it, for [`multiply_packed`]:
/// worth it for a matrix that many products have on their right.
///
/// # Panics
///
/// When the matrix reaches beyond its slice, or `packed` has less than [`packed_elements`].
pub fn pack((columns, depth): (usize, usize), b: Matrix<'_>, packed: &mut [f32]) {
    assert!(b.holds(depth, columns), "operand within its slice");
    assert!(packed.len() >= packed_elements((columns, depth)), "room for the packed matrix");
    Arch::new().dispatch(Pack { columns, depth, b, packed });
}

/// As [`multiply`], for a matrix on the right that [`pack`] has written down; the bits are the same.
///
/// # Panics
///
/// When a matrix reaches beyond its slice.
pub fn multiply_packed(
    (rows, columns, depth): Sizes,
    a: Matrix<'_>,
    packed: &[f32],
    c: &mut [f32],
    c_stride: usize,
) {
    if rows == 0 || columns == 0 {
        return;
    }
    if depth == 0 {
        let none = Matrix { data: &[], offset: 0, strides: (0, 0) };
        return multiply((rows, columns, 0), a, none, c, c_stride, false);
    }
    assert!(a.holds(rows, depth), "operand within its slice");
    assert!(packed.len() >= packed_elements((columns, depth)), "all of the packed matrix");
    assert!(columns <= c_stride || rows == 1, "rows of the result apart");
    assert!((rows - 1) * c_stride + columns <= c.len(), "result within its slice");
    // As its rows lie beside each other, the matrix has the strides of one panel.
    let b = Matrix { data: packed, offset: 0, strides: (0, 1) };
    let packed = true;
    let accumulate = false;
    Arch::new().dispatch(Product { rows, columns, depth, a, b, packed, c, c_stride, accumulate });
}

/// The most lanes of a vector on any CPU.
const MOST_LANES: usize = 16;

/// A checked matrix to write down: panel after panel of each block of the depth.
struct Pack<'a> {
    columns: usize,
    depth: usize,
    b: Matrix<'a>,
    packed: &'a mut [f32],
}

impl WithSimd for Pack<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let mut rest = self.packed;
        for depth in shares(self.depth, DEPTH_BLOCK) {
            for columns in panels::<S>(self.columns) {
                let width = columns.len().next_multiple_of(S::F32_LANES);
                let (panel, later) = rest.split_at_mut(depth.len() * width);
                let b = self.b.from(depth.start, columns.start);
                for (row, to) in panel.chunks_exact_mut(width).enumerate() {
                    let from = b.from(row, 0);
                    for (column, to) in to.iter_mut().enumerate() {
                        *to = match column < columns.len() {
                            true => from.data[from.offset + column * from.strides.1],
                            false => 0.0,
                        };
                    }
                }
                rest = later;
            }
        }
    }
}

/// [`multiply`] with the instructions of `arch`.
fn multiply_on(
    arch: Arch,
    (rows, columns, depth): Sizes,
    a: Matrix<'_>,
    b: Matrix<'_>,
    c: &mut [f32],
    c_stride: usize,
    accumulate: bool,
) {
    if rows == 0 || columns == 0 {
        return;
    }
    assert!(a.holds(rows, depth) && b.holds(depth, columns), "operands within their slices");
    assert!(columns <= c_stride || rows == 1, "rows of the result apart");
    assert!((rows - 1) * c_stride + columns <= c.len(), "result within its slice");
    if depth > 0 {
        let packed = false;
        arch.dispatch(Product { rows, columns, depth, a, b, packed, c, c_stride, accumulate });
    } else if !accumulate {
        c.chunks_mut(c_stride.max(1)).take(rows).for_each(|row| row[..columns].fill(0.0));
    }
}

/// A checked product: the matrices hold what is read and written.
struct Product<'a> {
    rows: usize,
    columns: usize,
    depth: usize,
    a: Matrix<'a>,
    b: Matrix<'a>,
    /// Whether `b` is what [`pack`] has written: panels that lie one after the other.
    packed: bool,
    c: &'a mut [f32],
    c_stride: usize,
    accumulate: bool,
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let mut panel = Panel::new();
        let mut written = 0;
        for depth in shares(self.depth, DEPTH_BLOCK) {
            for columns in panels::<S>(self.columns) {
                let width = columns.len().next_multiple_of(S::F32_LANES);
                self.multiply_panel(simd, depth.clone(), columns, &mut panel, written);
                written += depth.len() * width;
            }
        }
    }
}

impl Product<'_> {
    /// Adds what `depth` contributes to some columns, whose panel starts at `written` in a packed matrix.
    #[inline(always)]
    fn multiply_panel<S: Simd>(
        &mut self,
        simd: S,
        depth: std::ops::Range<usize>,
        columns: std::ops::Range<usize>,
        panel: &mut Panel,
        written: usize,
    ) {
        let rest = columns.len() % S::F32_LANES;
        let vectors = columns.len().div_ceil(S::F32_LANES);
        let filled = vectors * S::F32_LANES;
        let (b, b_row, padded) = if self.packed {
            (self.b.from(0, written).pointer(), filled, true)
        } else {
            let b = self.b.from(depth.start, columns.start);
            match panel::pays(self.rows, depth.len(), &b) {
                true => (panel.pack(&b, depth.len(), columns.len(), filled), WIDTH, true),
                false => (b.pointer(), b.strides.0, false),
            }
        };
        let operands = Operands {
            a: self.a.from(0, depth.start).pointer(),
            a_strides: self.a.strides,
            b,
            b_row,
            c: self.c[columns.start..].as_mut_ptr(),
            c_row: self.c_stride,
            depth: depth.len(),
            accumulate: self.accumulate || depth.start > 0,
            tail: (rest > 0).then_some(rest),
            padded,
        };
        // SAFETY: `multiply` has checked that `a`, `b` and `c` hold what these ranges address, and `c` is
        // borrowed exclusively. Lanes of the last vector that are no columns are masked.
        unsafe {
            match vectors {
                1 => column_panel::<S, 1>(simd, operands, self.rows),
                2 => column_panel::<S, 2>(simd, operands, self.rows),
                3 => column_panel::<S, 3>(simd, operands, self.rows),
                4 => column_panel::<S, 4>(simd, operands, self.rows),
                5 => column_panel::<S, 5>(simd, operands, self.rows),
                _ => column_panel::<S, 6>(simd, operands, self.rows),
            }
        }
    }
}

/// `total` cut into the fewest shares of at most `most`, as even as can be.
fn shares(total: usize, most: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let count = total.div_ceil(most);
    let (low, higher) = (total / count.max(1), total % count.max(1));
    let start = move |share: usize| share * low + share.min(higher);
    (0..count).map(move |share| start(share)..start(share + 1))
}

/// Columns cut into panels of whole vectors, the last of which may be cut short.
fn panels<S: Simd>(columns: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let vectors = columns.div_ceil(S::F32_LANES);
    shares(vectors, most_vectors::<S>())
        .map(move |share| share.start * S::F32_LANES..(share.end * S::F32_LANES).min(columns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_are_even_and_cover_everything() {
        assert_eq!(shares(13, 6).collect::<Vec<_>>(), [0..5, 5..9, 9..13]);
        assert_eq!(shares(6, 3).collect::<Vec<_>>(), [0..3, 3..6]);
        assert_eq!(shares(0, 6).count(), 0);
    }

    /// Small integers, so that every order of summation gives the same bits.
    fn numbers(n: usize) -> Vec<f32> {
        (0..n).map(|i| (i * 7 % 11) as f32 - 5.0).collect()
    }

    proptest! {
        #[test]
        fn products_equal_their_definition(
            rows in 1usize..40, columns in 1usize..70, depth in 1usize..300,
            a_across in any::<bool>(), b_across in any::<bool>(), accumulate in any::<bool>(),
            beside in 0usize..3,
        ) {
            let (a, b) = (numbers(rows * depth), numbers(depth * columns));
            let strides = |across, r, c| if across { (1, r) } else { (c, 1) };
            let a = Matrix { data: &a, offset: 0, strides: strides(a_across, rows, depth) };
            let b = Matrix { data: &b, offset: 0, strides: strides(b_across, depth, columns) };
            let c_stride = columns + beside;
            let mut c = vec![2.0; rows * c_stride];
            multiply((rows, columns, depth), a, b, &mut c, c_stride, accumulate);
            for i in 0..rows {
                for j in 0..c_stride {
                    let mut sum = if accumulate || j >= columns { 2.0 } else { 0.0 };
                    if j < columns {
                        for k in 0..depth {
                            sum += a.data[i * a.strides.0 + k * a.strides.1]
                                * b.data[k * b.strides.0 + j * b.strides.1];
                        }
                    }
                    prop_assert_eq!(c[i * c_stride + j], sum);
                }
            }
        }

        #[test]
        fn a_packed_matrix_gives_the_same_bits(
            rows in 1usize..20, columns in 1usize..120, depth in 1usize..300, across in any::<bool>(),
        ) {
            let odd = |n: usize| (0..n).map(|i| ((i * 31) as f32 * 0.37).sin()).collect::<Vec<_>>();
            let (a, b) = (odd(rows * depth), odd(depth * columns));
            let a = Matrix { data: &a, offset: 0, strides: (depth, 1) };
            let strides = if across { (1, depth) } else { (columns, 1) };
            let b = Matrix { data: &b, offset: 0, strides };
            let mut c = vec![0.0; rows * columns];
            multiply((rows, columns, depth), a, b, &mut c, columns, false);
            let mut packed = vec![f32::NAN; packed_elements((columns, depth))];
            pack((columns, depth), b, &mut packed);
            let mut again = vec![0.0; rows * columns];
            multiply_packed((rows, columns, depth), a, &packed, &mut again, columns);
            let bits = |c: Vec<f32>| c.into_iter().map(f32::to_bits).collect::<Vec<_>>();
            prop_assert_eq!(bits(again), bits(c));
        }

        /// The bits of an element do not depend on which other rows and columns are computed.
        #[test]
        fn an_element_has_the_same_bits_in_any_tile(
            rows in 1usize..30, columns in 1usize..60, depth in 1usize..200,
        ) {
            let odd = |n: usize| (0..n).map(|i| ((i * 31) as f32 * 0.37).sin()).collect::<Vec<_>>();
            let (a, b) = (odd(rows * depth), odd(depth * columns));
            let whole = {
                let a = Matrix { data: &a, offset: 0, strides: (depth, 1) };
                let b = Matrix { data: &b, offset: 0, strides: (columns, 1) };
                let mut c = vec![0.0; rows * columns];
                multiply((rows, columns, depth), a, b, &mut c, columns, false);
                c
            };
            let (row, column) = (rows / 2, columns / 3);
            let a = Matrix { data: &a, offset: row * depth, strides: (depth, 1) };
            let b = Matrix { data: &b, offset: column, strides: (columns, 1) };
            let mut alone = [0.0];
            multiply((1, 1, depth), a, b, &mut alone, 1, false);
            prop_assert_eq!(alone[0].to_bits(), whole[row * columns + column].to_bits());
        }
    }

    /// AVX2 and AVX-512 give the same bits, where the CPU has both.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn the_width_of_vectors_does_not_change_the_bits() {
        let (Some(v3), Some(v4)) = (pulp::x86::V3::try_new(), pulp::x86::V4::try_new()) else {
            return;
        };
        let odd = |n: usize| (0..n).map(|i| ((i * 31) as f32 * 0.37).sin()).collect::<Vec<_>>();
        for (rows, columns, depth) in [(49, 40, 400), (13, 100, 300), (7, 17, 64), (1, 1, 500)] {
            let (a, b) = (odd(rows * depth), odd(depth * columns));
            let on = |arch| {
                let a = Matrix { data: &a, offset: 0, strides: (depth, 1) };
                let b = Matrix { data: &b, offset: 0, strides: (columns, 1) };
                let mut c = vec![0.0; rows * columns];
                multiply_on(arch, (rows, columns, depth), a, b, &mut c, columns, false);
                c.into_iter().map(f32::to_bits).collect::<Vec<_>>()
            };
            assert_eq!(on(Arch::V3(v3)), on(Arch::V4(v4)), "{rows}x{columns}x{depth}");
        }
    }

    #[test]
    fn no_depth_gives_zeros_or_leaves_what_is_there() {
        let nothing = Matrix { data: &[], offset: 0, strides: (1, 1) };
        let mut c = [1.0; 4];
        multiply((2, 2, 0), nothing, nothing, &mut c, 2, true);
        assert_eq!(c, [1.0; 4]);
        multiply((2, 2, 0), nothing, nothing, &mut c, 2, false);
        assert_eq!(c, [0.0; 4]);
    }

    #[test]
    #[should_panic(expected = "operands within their slices")]
    fn an_operand_that_is_too_short_is_refused() {
        let short = Matrix { data: &[1.0; 5], offset: 0, strides: (3, 1) };
        let b = Matrix { data: &[1.0; 3], offset: 0, strides: (1, 1) };
        multiply((2, 1, 3), short, b, &mut [0.0; 2], 1, false);
    }
}
