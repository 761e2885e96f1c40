//! Rows put together.

use crate::step::Concat;
use std::ops::Range;

/// Rows `rows` of the operands that `part` gives, one behind the other; `y` holds just those rows.
pub(crate) fn run<'a>(
    concat: &Concat,
    rows: Range<usize>,
    part: impl Fn(usize) -> &'a [f32],
    y: &mut [f32],
) {
    let width = concat.width();
    if width == 0 {
        return;
    }
    for (row, y) in rows.zip(y.chunks_exact_mut(width)) {
        let mut rest = y;
        for (place, size) in concat.parts.iter().enumerate() {
            let (to, behind) = rest.split_at_mut(size.width);
            let start = row * size.apart;
            to.copy_from_slice(&part(place)[start..start + size.width]);
            rest = behind;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Part;
    use smallvec::smallvec;

    #[test]
    fn rows_of_each_operand_stand_side_by_side() {
        let numbers = [[1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0]];
        // The first has a gap between its rows, the second repeats one, the third has nothing.
        let parts = smallvec![
            Part { width: 2, apart: 3 },
            Part { width: 1, apart: 0 },
            Part { width: 0, apart: 0 },
        ];
        let concat = Concat { rows: 2, parts };
        let part = |place: usize| numbers.get(place).map_or(&[][..], |part| part);
        let mut y = [0.0; 6];
        run(&concat, 0..2, part, &mut y);
        assert_eq!(y, [1.0, 2.0, 6.0, 4.0, 5.0, 6.0]);
        run(&concat, 1..2, part, &mut y[..3]);
        assert_eq!(y[..3], [4.0, 5.0, 6.0]);
        run(&Concat { rows: 2, parts: smallvec![] }, 0..2, part, &mut []);
    }
}
