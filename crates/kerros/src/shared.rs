//! Configuration that several layers may hold: initializers, regularizers, constraints.

/// A pointer to any `$trait`, made of a value, or of a name by `$named`.
macro_rules! shared {
    ($(#[$doc:meta])* $shared:ident of $trait:ident, by $named:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $shared(std::sync::Arc<dyn $trait>);

        impl std::ops::Deref for $shared {
            type Target = dyn $trait;

            fn deref(&self) -> &Self::Target {
                &*self.0
            }
        }

        impl<T: $trait + 'static> From<T> for $shared {
            fn from(value: T) -> Self {
                $shared(std::sync::Arc::new(value))
            }
        }

        impl TryFrom<&str> for $shared {
            type Error = $crate::error::Error;

            fn try_from(name: &str) -> $crate::error::Result<Self> {
                $named(name)
            }
        }

        impl From<&$shared> for $crate::layer::Value {
            fn from(shared: &$shared) -> Self {
                $crate::layer::Value::Object {
                    class_name: shared.name().to_owned(),
                    config: shared.config(),
                }
            }
        }

        impl From<&Option<$shared>> for $crate::layer::Value {
            fn from(shared: &Option<$shared>) -> Self {
                shared.as_ref().into()
            }
        }
    };
}

pub(crate) use shared;
