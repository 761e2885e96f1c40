//! The side of Rust of `bridge.c`: views of R's arguments, and values that become R's objects. All
//! `unsafe` of the package is in this file.

#![allow(unsafe_code)]

use crate::failure::Failure;
use std::any::Any;
use std::cell::Cell;
use std::ffi::{CStr, c_char, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

// As in `bridge.c`.
const NUL: i32 = 0;
const DOUBLE: i32 = 1;
const INTEGER: i32 = 2;
const LOGICAL: i32 = 3;
const TEXT: i32 = 4;
const HANDLE: i32 = 5;
const LIST: i32 = 6;
const RAW: i32 = 7;

/// R's missing integer and truth value.
pub(crate) const MISSING: i32 = i32::MIN;

/// A view of one argument, as `bridge.c` lays it out. R keeps what it points to during the call.
#[repr(C)]
pub(crate) struct Arg {
    kind: i32,
    len: u64,
    data: *const c_void,
    dim: *const i32,
    dims: u64,
    names: *const *const c_char,
}

/// The numbers of an argument.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Numbers<'a> {
    Doubles(&'a [f64]),
    /// Also truth values: 0 and 1.
    Integers(&'a [i32]),
}

impl Arg {
    fn slice<T>(&self) -> &[T] {
        if self.len == 0 || self.data.is_null() {
            return &[];
        }
        // SAFETY: called for the kind whose elements are `T` only; R keeps the vector during the call.
        unsafe { std::slice::from_raw_parts(self.data.cast::<T>(), self.len as usize) }
    }

    pub(crate) fn is_null(&self) -> bool {
        self.kind == NUL
    }

    /// Numbers, integers or truth values.
    pub(crate) fn numbers(&self) -> Option<Numbers<'_>> {
        match self.kind {
            DOUBLE => Some(Numbers::Doubles(self.slice())),
            INTEGER | LOGICAL => Some(Numbers::Integers(self.slice())),
            _ => None,
        }
    }

    /// A truth value.
    pub(crate) fn logical(&self) -> Option<bool> {
        match (self.kind, self.slice::<i32>()) {
            (LOGICAL, &[value]) if value != MISSING => Some(value != 0),
            _ => None,
        }
    }

    /// Strings; `None` for a missing one.
    pub(crate) fn texts(&self) -> Option<Vec<Option<&str>>> {
        if self.kind != TEXT {
            return None;
        }
        let texts = self.slice::<*const c_char>().iter();
        // SAFETY: `bridge.c` has put strings of R there, which end with a zero, or null.
        Some(texts.map(|&text| unsafe { text_of(text) }).collect())
    }

    /// The bytes of a raw vector.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        (self.kind == RAW).then(|| self.slice())
    }

    /// The elements of a list with their names; an unnamed element has the name "".
    pub(crate) fn items(&self) -> Option<Vec<(&str, &Arg)>> {
        if self.kind != LIST {
            return None;
        }
        let name = |index: usize| {
            if self.names.is_null() {
                return "";
            }
            // SAFETY: there are as many names as elements, each as in `texts`.
            unsafe { text_of(*self.names.add(index)) }.unwrap_or("")
        };
        let items = self.slice::<Arg>().iter().enumerate();
        Some(items.map(|(index, item)| (name(index), item)).collect())
    }

    /// The attribute `dim`; without it, the length.
    pub(crate) fn shape(&self) -> Vec<usize> {
        if self.dims == 0 {
            return vec![self.len as usize];
        }
        // SAFETY: R keeps the attribute during the call.
        let dim = unsafe { std::slice::from_raw_parts(self.dim, self.dims as usize) };
        dim.iter().map(|&size| usize::try_from(size).unwrap_or(0)).collect()
    }

    /// What a handle of this process points to; `None` where there is none (any more).
    pub(crate) fn handle<T: 'static>(&self) -> Option<&T> {
        if self.kind != HANDLE || self.data.is_null() {
            return None;
        }
        // SAFETY: `bridge.c` has checked the tag, so the address came from `kerros_value_take_handle`,
        // and R's garbage collector has not finished it.
        let handle = unsafe { &*self.data.cast::<Handle>() };
        if handle.process != std::process::id() {
            return None;
        }
        handle.content.downcast_ref()
    }
}

/// # Safety
///
/// `text` is null or a string that ends with a zero and outlives `'a`.
unsafe fn text_of<'a>(text: *const c_char) -> Option<&'a str> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(text) }.to_str().ok()
}

/// What an external pointer points to. Threads do not survive a fork, so that what has some is dead
/// in another process.
struct Handle {
    process: u32,
    content: Box<dyn Any>,
}

/// Writes numbers into memory of R's.
type Filling = Box<dyn Fn(&mut [f64])>;

/// What becomes an R object.
pub(crate) enum Value {
    Null,
    Logical(bool),
    Doubles(Vec<f64>),
    Integers(Vec<i32>),
    Texts(Vec<String>),
    Bytes(Vec<u8>),
    /// Dimensions, and what fills the memory that R allocates: no copy in between.
    Array(Vec<usize>, Filling),
    Handle(Cell<Option<Box<dyn Any>>>),
    /// Elements with their names, and a class.
    List(Vec<(String, Value)>, Option<&'static CStr>),
}

impl Value {
    pub(crate) fn handle<T: 'static>(content: T) -> Value {
        Value::Handle(Cell::new(Some(Box::new(content))))
    }

    pub(crate) fn text(text: impl Into<String>) -> Value {
        Value::Texts(vec![text.into()])
    }

    pub(crate) fn double(number: f64) -> Value {
        Value::Doubles(vec![number])
    }

    pub(crate) fn integer(number: usize) -> Value {
        Value::Integers(vec![i32::try_from(number).unwrap_or(i32::MAX)])
    }

    /// A list with names.
    pub(crate) fn list<N: Into<String>>(items: impl IntoIterator<Item = (N, Value)>) -> Value {
        Value::List(items.into_iter().map(|(name, value)| (name.into(), value)).collect(), None)
    }

    /// A list without names.
    pub(crate) fn unnamed(items: impl IntoIterator<Item = Value>) -> Value {
        Value::list(items.into_iter().map(|value| ("", value)))
    }

    fn failure(failure: Failure) -> Value {
        let items = vec![
            ("kind".to_owned(), Value::text(failure.kind)),
            ("message".to_owned(), Value::text(failure.message)),
        ];
        Value::List(items, Some(c"kerros_failure"))
    }
}

/// A function that R can call.
pub(crate) type Entry = fn(&[Arg]) -> Result<Value, Failure>;

/// # Safety
///
/// Called by `bridge.c` alone, with a string and `count` arguments.
#[unsafe(no_mangle)]
unsafe extern "C" fn kerros_dispatch(
    name: *const c_char,
    args: *const Arg,
    count: u64,
) -> *mut Value {
    // The message of a panic travels in the value; nothing may write to the terminal from another
    // thread than R's.
    static QUIET: std::sync::Once = std::sync::Once::new();
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let value = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: the caller's promise.
        let (name, args) =
            unsafe { (text_of(name), std::slice::from_raw_parts(args, count as usize)) };
        let name = name.unwrap_or_default();
        match crate::ENTRIES.iter().find(|(known, _, _)| *known == name) {
            Some((_, arity, entry)) if *arity == args.len() => {
                entry(args).unwrap_or_else(Value::failure)
            }
            Some((_, arity, _)) => Value::failure(Failure::internal(format!(
                "{name} takes {arity} arguments and received {count}"
            ))),
            None => Value::failure(Failure::internal(format!("there is no entry {name}"))),
        }
    }))
    .unwrap_or_else(|panic| Value::failure(Failure::panic(&*panic)));
    Box::into_raw(Box::new(value))
}

/// # Safety
///
/// Called by `bridge.c` alone, once for each value.
#[unsafe(no_mangle)]
unsafe extern "C" fn kerros_value_free(value: *mut Value) {
    // SAFETY: the value came from `kerros_dispatch`, and nobody uses it any more.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(unsafe { Box::from_raw(value) })));
}

/// # Safety
///
/// Called by `bridge.c` alone, once for each handle.
#[unsafe(no_mangle)]
unsafe extern "C" fn kerros_handle_free(handle: *mut c_void) {
    let _ = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: the address came from `kerros_value_take_handle`, and R has let go of it.
        let handle = unsafe { Box::from_raw(handle.cast::<Handle>()) };
        if handle.process != std::process::id() {
            // Its threads are those of another process: nobody would answer a join.
            std::mem::forget(handle);
        }
    }));
}

#[unsafe(no_mangle)]
extern "C" fn kerros_value_kind(value: &Value) -> i32 {
    match value {
        Value::Null => NUL,
        Value::Logical(_) => LOGICAL,
        Value::Doubles(_) | Value::Array(..) => DOUBLE,
        Value::Integers(_) => INTEGER,
        Value::Texts(_) => TEXT,
        Value::Bytes(_) => RAW,
        Value::Handle(_) => HANDLE,
        Value::List(..) => LIST,
    }
}

#[unsafe(no_mangle)]
extern "C" fn kerros_value_len(value: &Value) -> u64 {
    let length = match value {
        Value::Null => 0,
        Value::Logical(_) | Value::Handle(_) => 1,
        Value::Doubles(numbers) => numbers.len(),
        Value::Integers(numbers) => numbers.len(),
        Value::Texts(texts) => texts.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Array(shape, _) => shape.iter().product(),
        Value::List(items, _) => items.len(),
    };
    length as u64
}

#[unsafe(no_mangle)]
extern "C" fn kerros_value_dims(value: &Value) -> u64 {
    match value {
        Value::Array(shape, _) => shape.len() as u64,
        _ => 0,
    }
}

/// # Safety
///
/// `to` has room for `kerros_value_dims` numbers.
#[unsafe(no_mangle)]
unsafe extern "C" fn kerros_value_fill_dim(value: &Value, to: *mut i32) {
    if let Value::Array(shape, _) = value {
        for (axis, &size) in shape.iter().enumerate() {
            // SAFETY: the caller's promise.
            unsafe { *to.add(axis) = size as i32 }
        }
    }
}

/// # Safety
///
/// `to` has room for `kerros_value_len` elements of the value's kind.
#[unsafe(no_mangle)]
unsafe extern "C" fn kerros_value_fill(value: &Value, to: *mut c_void) -> i32 {
    let filled = catch_unwind(AssertUnwindSafe(|| {
        let elements = kerros_value_len(value) as usize;
        if elements == 0 {
            return;
        }
        // SAFETY: the caller's promise; R's memory is aligned for its kind. What R has allocated may
        // hold any bits, and any bits are a number.
        unsafe {
            match value {
                Value::Array(_, fill) => {
                    fill(std::slice::from_raw_parts_mut(to.cast(), elements));
                }
                Value::Doubles(from) => {
                    std::ptr::copy_nonoverlapping(from.as_ptr(), to.cast(), elements);
                }
                Value::Integers(from) => {
                    std::ptr::copy_nonoverlapping(from.as_ptr(), to.cast(), elements);
                }
                Value::Bytes(from) => {
                    std::ptr::copy_nonoverlapping(from.as_ptr(), to.cast(), elements);
                }
                Value::Logical(truth) => *to.cast() = i32::from(*truth),
                Value::Null | Value::Texts(_) | Value::Handle(_) | Value::List(..) => {}
            }
        }
    }));
    i32::from(filled.is_ok())
}

#[unsafe(no_mangle)]
extern "C" fn kerros_value_text(value: &Value, index: u64, bytes: &mut u64) -> *const c_char {
    match value {
        Value::Texts(texts) => start_of(texts.get(index as usize), bytes),
        _ => std::ptr::null(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn kerros_value_name(value: &Value, index: u64, bytes: &mut u64) -> *const c_char {
    match value {
        Value::List(items, _) => start_of(items.get(index as usize).map(|item| &item.0), bytes),
        _ => std::ptr::null(),
    }
}

fn start_of(text: Option<&String>, bytes: &mut u64) -> *const c_char {
    match text {
        Some(text) => {
            *bytes = text.len() as u64;
            text.as_ptr().cast()
        }
        None => std::ptr::null(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn kerros_value_class(value: &Value) -> *const c_char {
    match value {
        Value::List(_, Some(class)) => class.as_ptr(),
        _ => std::ptr::null(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn kerros_value_item(value: &Value, index: u64) -> *const Value {
    const NOTHING: &Value = &Value::Null;
    match value {
        Value::List(items, _) => items.get(index as usize).map_or(NOTHING, |item| &item.1),
        _ => NOTHING,
    }
}

#[unsafe(no_mangle)]
extern "C" fn kerros_value_take_handle(value: &Value) -> *mut c_void {
    match value {
        Value::Handle(content) => match content.take() {
            Some(content) => {
                let handle = Handle { process: std::process::id(), content };
                Box::into_raw(Box::new(handle)).cast()
            }
            None => std::ptr::null_mut(),
        },
        _ => std::ptr::null_mut(),
    }
}
