//! Plain loops with the widest vectors that the CPU has.

use pulp::{Arch, Simd, WithSimd};

/// Runs `work` on `operands`, compiled for each instruction set and chosen when it runs.
///
/// `work` must be `#[inline(always)]`. What it changes is handed over as operands, not captured: a
/// closure that is called once is called through a function of the compiler's that is not inlined,
/// and its loops would not get the vector instructions.
#[inline(always)]
pub(crate) fn vectorized<T>(operands: T, work: impl Fn(T)) {
    struct Work<T, F>(T, F);

    impl<T, F: Fn(T)> WithSimd for Work<T, F> {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) {
            (self.1)(self.0);
        }
    }

    Arch::new().dispatch(Work(operands, work));
}
