//! The arena of nodes: append-only, typed, without duplicates.

use crate::error::{Error, Result};
use crate::gradient::CustomGradients;
use crate::infer::infer;
use crate::op::Op;
use crate::types::Type;
use smallvec::SmallVec;
use std::collections::HashMap;

/// Names a node of one graph. Operands always have smaller numbers than the nodes that use them, so
/// the numbers are a topological order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    /// The node's place in the arena.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The operands of a node.
pub type Operands = SmallVec<[NodeId; 3]>;

/// One value of a graph.
#[derive(Clone, Debug)]
pub struct Node {
    /// What computes it.
    pub op: Op,
    /// What it is computed from.
    pub inputs: Operands,
    /// What it is.
    pub ty: Type,
    /// Where it comes from; see [`Graph::scope`].
    scope: u32,
}

/// An arena of typed nodes.
///
/// # Example
///
/// ```
/// use kerros_graph::{Graph, InputId, Shape, Type};
///
/// let mut graph = Graph::new();
/// let x = graph.input(InputId(0), Type::f32(Shape::batch(&[4])))?;
/// let y = graph.exp(x)?;
/// assert_eq!(graph.ty(y).to_string(), "f32(batch, 4)");
/// assert_eq!(graph.exp(x)?, y, "the same value is the same node");
/// assert!(graph.reshape(x, Shape::batch(&[5])).is_err());
/// # Ok::<(), kerros_graph::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Graph {
    nodes: Vec<Node>,
    shared: HashMap<(Op, Operands), NodeId>,
    scopes: Vec<String>,
    scope: u32,
    streams: u32,
    gradients: CustomGradients,
}

/// No array holds more numbers than this, for each row of the batch: 256 GiB in single precision.
const MOST_ELEMENTS: usize = 1 << 36;

fn check_size(op: &Op, ty: &Type) -> Result<()> {
    if ty.shape.volume().0 <= MOST_ELEMENTS {
        return Ok(());
    }
    Err(Error::Shape {
        op: op.name(),
        expected: format!("a result of at most {MOST_ELEMENTS} numbers"),
        received: ty.to_string(),
        remedy: "Use smaller sizes.".to_owned(),
    })
}

impl Default for Graph {
    fn default() -> Self {
        Self::new()
    }
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Self {
        Graph {
            nodes: Vec::new(),
            shared: HashMap::new(),
            scopes: vec![String::new()],
            scope: 0,
            streams: 0,
            gradients: CustomGradients::default(),
        }
    }

    /// Adds the result of `op` on `inputs`, or finds the equal node that is there already.
    ///
    /// # Errors
    ///
    /// When the operands do not fit the operation; the graph is then as it was.
    pub fn insert(&mut self, op: Op, inputs: &[NodeId]) -> Result<NodeId> {
        inputs.iter().try_for_each(|&id| self.require_node(id))?;
        let mut inputs = Operands::from_slice(inputs);
        if let Op::Binary(kind) = &op
            && kind.is_commutative()
        {
            inputs.sort_unstable();
        }
        let ty = {
            let types: SmallVec<[&Type; 3]> = inputs.iter().map(|&id| self.ty(id)).collect();
            infer(&op, &types)?
        };
        check_size(&op, &ty)?;
        let key = (op, inputs);
        if let Some(&id) = self.shared.get(&key) {
            return Ok(id);
        }
        let id = NodeId(self.nodes.len() as u32);
        let (op, inputs) = key.clone();
        self.shared.insert(key, id);
        self.nodes.push(Node { op, inputs, ty, scope: self.scope });
        Ok(id)
    }

    /// Checks that there is a node of this name.
    pub(crate) fn require_node(&self, id: NodeId) -> Result<()> {
        let (index, count) = (id.index(), self.nodes.len());
        if index < count { Ok(()) } else { Err(Error::Unknown { what: "node", index, count }) }
    }

    /// The gradients that users have given their values.
    pub(crate) fn custom_gradients(&self) -> &CustomGradients {
        &self.gradients
    }

    /// The gradients that users have given their values, to add one.
    pub(crate) fn custom_gradients_mut(&mut self) -> &mut CustomGradients {
        &mut self.gradients
    }

    /// The node `id`.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The operation of node `id`.
    pub fn op(&self, id: NodeId) -> &Op {
        &self.node(id).op
    }

    /// The type of node `id`.
    pub fn ty(&self, id: NodeId) -> &Type {
        &self.node(id).ty
    }

    /// All nodes with their names, operands before users.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = (NodeId, &Node)> + ExactSizeIterator {
        self.nodes.iter().enumerate().map(|(i, node)| (NodeId(i as u32), node))
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no nodes.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// From now on, new nodes belong to `scope` (such as a layer's name). Scopes say in errors and
    /// profiles where a value comes from; they do not change what is computed.
    pub fn enter(&mut self, scope: &str) {
        self.scope = match self.scopes.iter().position(|known| known == scope) {
            Some(index) => index as u32,
            None => {
                self.scopes.push(scope.to_owned());
                self.scopes.len() as u32 - 1
            }
        };
    }

    /// The scope that new nodes belong to.
    pub fn entered(&self) -> &str {
        &self.scopes[self.scope as usize]
    }

    /// The scope that node `id` was made in; empty when none was entered.
    pub fn scope(&self, id: NodeId) -> &str {
        &self.scopes[self.node(id).scope as usize]
    }

    /// The number of a random stream that no node of this graph uses yet.
    pub(crate) fn new_stream(&mut self) -> u32 {
        self.streams += 1;
        self.streams - 1
    }

    /// An empty graph whose new random streams do not meet those of `self`, and which knows its custom
    /// gradients: for passes that copy nodes from one graph to another.
    pub(crate) fn successor(&self) -> Graph {
        Graph { streams: self.streams, gradients: self.gradients.clone(), ..Graph::new() }
    }
}
