//! Reading the text for Graphviz.

use std::collections::HashMap;

/// What a text shows, by the names in its boxes.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) all: Cluster,
    pub(crate) lines: Vec<[String; 2]>,
}

/// The graph, or a frame in it.
#[derive(Debug, Default)]
pub(crate) struct Cluster {
    pub(crate) name: String,
    /// The boxes that stand directly in it.
    pub(crate) layers: Vec<String>,
    pub(crate) clusters: Vec<Cluster>,
}

impl Cluster {
    pub(crate) fn all_layers(&self) -> Vec<&str> {
        let own = self.layers.iter().map(String::as_str);
        own.chain(self.clusters.iter().flat_map(Cluster::all_layers)).collect()
    }

    pub(crate) fn count_clusters(&self) -> usize {
        self.clusters.iter().map(|cluster| 1 + cluster.count_clusters()).sum()
    }
}

pub(crate) fn read(text: &str) -> Graph {
    assert!(text.starts_with("digraph G {\n") && text.ends_with("\n}\n"), "{text}");
    let mut graph = Graph::default();
    let mut names = HashMap::new();
    let mut open = vec![Cluster::default()];
    for line in text.lines().skip(1) {
        let last = open.len() - 1;
        if line == "}" {
            let closed = open.remove(last);
            match open.last_mut() {
                Some(outer) => outer.clusters.push(closed),
                None => graph.all = closed,
            }
        } else if line.starts_with("subgraph cluster_") {
            open.push(Cluster::default());
        } else if let Some(name) = line.strip_prefix("label=<") {
            open[last].name = name.strip_suffix(">;").unwrap().to_owned();
        } else if let Some((id, label)) = line.split_once(" [label=") {
            let name = label.split_once("<b>").unwrap().1.split_once("</b>").unwrap().0;
            assert!(names.insert(id.to_owned(), name.to_owned()).is_none(), "{id} comes twice");
            open[last].layers.push(name.to_owned());
        } else if let Some((from, to)) = line.split_once(" -> ") {
            let to = to.split_once(' ').unwrap().0;
            graph.lines.push([from, to].map(|id| names[id].clone()));
        }
    }
    assert!(open.is_empty(), "{text}");
    graph
}
