//! Convolutions: kernels that slide along the axes in space.
//!
//! | module | holds |
//! |---|---|
//! | `conv` | each filter sees all channels, or those of its group |
//! | `transpose` | the same backwards: each element of the input spreads the kernel |
//! | `depthwise` | each filter sees one channel |
//! | `separable` | a depthwise convolution, and a product with a matrix at each place |
//! | `sliding` | what all have: sizes, strides, ends, bias, activation |
//! | `arguments` | their arguments in the registry |

mod arguments;
mod conv;
mod depthwise;
mod separable;
mod sliding;
mod transpose;

pub(super) use arguments::{DILATION_RATE, FILTERS, KERNEL_SIZE, PADDING, STRIDES};
pub use conv::{Conv1D, Conv2D, Conv3D};
pub use depthwise::{DepthwiseConv1D, DepthwiseConv2D};
pub use separable::{SeparableConv1D, SeparableConv2D};
pub(super) use sliding::Sliding;
pub use transpose::{Conv1DTranspose, Conv2DTranspose, Conv3DTranspose};
