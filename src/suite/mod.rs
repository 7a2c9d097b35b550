//! What an API's documents say, as data: read from `suites/<api>/*.toml`, checked, and resolved.
//!
//! [`file`](self) types are the files as given; [`Suite`] and what it holds are the files as meant, with every name
//! resolved. A file that is wrong stops everything with file, line and reason. How a rule is satisfied, violated or
//! checked is not known here (see `rule`), nor how a requirement is tested (see `property`).

mod constraint;
mod digest;
mod effect;
mod embedded;
mod error;
mod file;
mod load;
mod lock;
mod resolve;
mod shape;
mod types;

pub use constraint::{Constraint, Joint};
pub use digest::digest;
pub use effect::{Effect, Law};
pub use embedded::embedded;
pub use error::SuiteError;
pub use load::{SourceFile, load, load_directory};
pub use lock::lock;
pub use shape::{Layout, Shape, ShapeKind};
pub use types::{
    AnswerPattern, Citation, Class, Document, EnvelopeFault, ErrorEntry, ImplicitRules, JointRule, Kind, Node,
    Operation, Parameter, PropertyKind, Requirement, RequirementKey, ResponseCheck, Rule, Suite, Task,
};
