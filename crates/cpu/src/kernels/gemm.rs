//! Matrix products `c (+)= a b` of single precision.

mod tile;
mod matrix;

pub use matrix::{Matrix, MatrixMut};
use pulp::{Arch, Simd, WithSimd};
use tile::{Operands, column_panel};

/// Rows of `b` that are packed at a time.
const DEPTH_BLOCK: usize = 128;
/// Floats in the widest panel: three vectors of AVX-512.
const PANEL_WIDTH: usize = 64;

/// A panel of `b`, its rows next to each other.
#[repr(align(64))]
struct Panel([core::mem::MaybeUninit<f32>; DEPTH_BLOCK * PANEL_WIDTH]);

pub fn gemm(a: Matrix<'_>, b: Matrix<'_>, c: MatrixMut<'_>, accumulate: bool) {
    let product = Product { a, b, c, accumulate };
    Arch::new().dispatch(product);
}

struct Product<'a> {
    a: Matrix<'a>,
    b: Matrix<'a>,
    c: MatrixMut<'a>,
    accumulate: bool,
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Product { a, b, c, accumulate } = self;
        let (rows, columns, depth) = (a.rows, b.columns, a.columns);
        let mut panel = Panel([core::mem::MaybeUninit::uninit(); DEPTH_BLOCK * PANEL_WIDTH]);
        let mcb: usize = std::env::var("MC").map_or(usize::MAX, |v| v.parse().unwrap());
        let all = rows;
        let mut i = 0;
        while i < all {
        let rows = (all - i).min(mcb);
        let mut p = 0;
        while p < depth {
            let block = (depth - p).div_ceil((depth - p).div_ceil(DEPTH_BLOCK));
            let mut j = 0;
            while j < columns {
                let left = columns - j;
                let vectors_left = left.div_ceil(S::F32_LANES);
                let panels = vectors_left.div_ceil(tile::widest::<S>());
                let vectors = vectors_left.div_ceil(panels);
                let width_cols = left.min(vectors * S::F32_LANES);
                let tail = width_cols % S::F32_LANES;
                let tail = if tail == 0 { None } else { Some(simd.mask_between_m32s(0, tail as u32)) };
                unsafe {
                    let mut bp = b.data.as_ptr().add(p * b.row_stride + j * b.column_stride);
                    let mut b_row = b.row_stride;
                    let big = rows >= 32 && b.row_stride > vectors * S::F32_LANES && block * b.row_stride > 8192;
                    if tail.is_some() || b.column_stride != 1 || big {
                        let w = vectors * S::F32_LANES;
                        let dst = panel.0.as_mut_ptr().cast::<f32>();
                        if b.column_stride == 1 {
                            for r in 0..block {
                                for v in 0..vectors {
                                    let src = bp.add(r * b.row_stride + v * S::F32_LANES);
                                    let value = match tail { Some(mask) if v + 1 == vectors => simd.mask_load_ptr_f32s(mask, src), _ => src.cast::<S::f32s>().read_unaligned() };
                                    dst.add(r * w + v * S::F32_LANES).cast::<S::f32s>().write(value);
                                }
                            }
                        } else {
                        for q in 0..width_cols {
                            for r in 0..block {
                                *dst.add(r * w + q) = *bp.add(r * b.row_stride + q * b.column_stride);
                            }
                        }
                        for q in width_cols..w {
                            for r in 0..block { *dst.add(r * w + q) = 0.0; }
                        }
                        }
                        bp = dst;
                        b_row = w;
                    }
                    let operands = Operands {
                        a: a.data.as_ptr().add(p * a.column_stride + i * a.row_stride),
                        a_row: a.row_stride,
                        a_column: a.column_stride,
                        b: bp,
                        b_row,
                        c: c.data.as_mut_ptr().add(j + i * c.row_stride),
                        c_row: c.row_stride,
                        depth: block,
                        accumulate: accumulate || p > 0,
                        tail,
                    };
                    match vectors {
                        1 => column_panel::<S, 1>(simd, operands, rows),
                        2 => column_panel::<S, 2>(simd, operands, rows),
                        3 => column_panel::<S, 3>(simd, operands, rows),
                        4 => column_panel::<S, 4>(simd, operands, rows),
                        5 if S::REGISTER_COUNT < 32 => column_panel::<S, 5>(simd, operands, rows),
                        _ if S::REGISTER_COUNT < 32 => column_panel::<S, 6>(simd, operands, rows),
                        _ => {}
                    }
                }
                j += width_cols;
            }
            p += block;
        }
        i += rows;
        }
    }
}
pub fn peak() {
    struct P;
    impl WithSimd for P { type Output = f32; #[inline(always)] fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let mut acc = [simd.splat_f32s(0.0); 10];
        let x = simd.splat_f32s(std::hint::black_box(1.0)); let y = simd.splat_f32s(std::hint::black_box(0.5));
        for _ in 0..100_000 { for a in &mut acc { *a = simd.mul_add_e_f32s(x, y, *a); } }
        let mut s = acc[0]; for a in &acc { s = simd.add_f32s(s, *a); }
        simd.reduce_sum_f32s(s)
    } }
    for _ in 0..5 { let t = std::time::Instant::now(); std::hint::black_box(Arch::new().dispatch(P)); println!("peak {:.1}", 2.0*8.0*10.0*1e5 / t.elapsed().as_secs_f64() / 1e9); }
}
