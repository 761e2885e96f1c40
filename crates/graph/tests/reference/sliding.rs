//! Convolutions and poolings against nested loops.

use crate::common::{value, values};
use crate::windows::{Geometry, geometry, pooling};
use crate::{assert_close, inner_product, numbers};
use kerros_graph::op::{Pooling, Window};
use kerros_graph::{Graph, InputId, NodeId, Op, Shape, Type};
use proptest::prelude::*;

const BATCH: usize = 2;

fn input(graph: &mut Graph, id: u32, shape: Shape) -> NodeId {
    graph.input(InputId(id), Type::f32(shape)).unwrap()
}

/// A window on one axis as one on two axes, the first of which has size 1; one on two axes stays.
fn on_two_axes(geometry: &Geometry) -> Geometry {
    let mut geometry = geometry.clone();
    if geometry.window.rank() == 1 {
        geometry.window.size.insert(0, 1);
        geometry.window.stride.insert(0, 1);
        geometry.window.dilation.insert(0, 1);
        geometry.window.padding.insert(0, (0, 0));
        geometry.extents.insert(0, 1);
    }
    geometry
}

/// The places in the input, as `(offset of channel 0, element of the window)`, that the window at
/// each `(row, position, position)` covers.
fn covered(geometry: &Geometry) -> Vec<Vec<(usize, usize)>> {
    let geometry = on_two_axes(geometry);
    let positions = geometry.positions();
    let mut windows = Vec::new();
    for row in 0..BATCH {
        for down in 0..positions[0] {
            for right in 0..positions[1] {
                let mut places = Vec::new();
                for i in 0..geometry.window.size[0] {
                    for j in 0..geometry.window.size[1] {
                        let at = (geometry.place(0, down, i), geometry.place(1, right, j));
                        if let (Some(y), Some(x)) = at {
                            let pixel = (row * geometry.extents[0] + y) * geometry.extents[1] + x;
                            places
                                .push((pixel * geometry.channels, i * geometry.window.size[1] + j));
                        }
                    }
                }
                windows.push(places);
            }
        }
    }
    windows
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn convolutions(geometry in geometry(), seed in any::<u64>()) {
        let mut graph = Graph::new();
        let x = input(&mut graph, 0, geometry.input());
        let kernel = input(&mut graph, 1, geometry.kernel());
        let y = graph.conv(x, kernel, geometry.conv()).unwrap();
        let given = [
            numbers(seed, geometry.input().elements(BATCH)),
            numbers(seed ^ 1, geometry.kernel().elements(BATCH)),
        ];
        let Geometry { channels, filters, groups, .. } = geometry;
        let mut expected = Vec::new();
        for places in covered(&geometry) {
            for filter in 0..filters {
                let mut sum = 0.0;
                for &(pixel, element) in &places {
                    for channel in 0..channels / groups {
                        let weight = (element * (channels / groups) + channel) * filters + filter;
                        let group = filter / (filters / groups);
                        let seen = group * (channels / groups) + channel;
                        sum += given[0][pixel + seen] * given[1][weight];
                    }
                }
                expected.push(sum);
            }
        }
        let found = values(&graph, &[y], BATCH, &given);
        prop_assert_eq!(&found[0].shape, &geometry.result(filters).at(BATCH).to_vec());
        assert_close(&found[0].to_float(), &expected);
    }

    /// A convolution is linear in input and kernel, and its gradients are the two adjoints:
    /// `<conv(x, k), dy> = <x, input gradient> = <k, kernel gradient>`.
    #[test]
    fn convolution_gradients_are_adjoints(geometry in geometry(), seed in any::<u64>()) {
        let mut graph = Graph::new();
        let shapes = [geometry.input(), geometry.kernel(), geometry.result(geometry.filters)];
        let given = [0, 1, 2].map(|i| numbers(seed ^ i, shapes[i as usize].elements(BATCH)));
        let [x, kernel, dy] = {
            let mut id = 0..;
            shapes.map(|shape| input(&mut graph, id.next().unwrap(), shape))
        };
        let conv = geometry.conv();
        let y = graph.conv(x, kernel, conv.clone()).unwrap();
        let for_x = graph.conv_transpose(dy, kernel, conv.clone(), &geometry.extents).unwrap();
        let for_kernel = graph.insert(Op::ConvKernelGrad(conv), &[x, dy]).unwrap();
        let found = values(&graph, &[y, for_x, for_kernel], BATCH, &given);
        let found: Vec<Vec<f64>> = found.iter().map(|tensor| tensor.to_float()).collect();
        let expected = inner_product(&found[0], &given[2]);
        assert_close(&[inner_product(&found[1], &given[0])], &[expected]);
        assert_close(&[inner_product(&found[2], &given[1])], &[expected]);
    }

    /// Forward and backward, with many ties: numbers are rounded to multiples of 1/2.
    #[test]
    fn poolings(geometry in pooling(), seed in any::<u64>()) {
        let mut graph = Graph::new();
        let channels = geometry.channels;
        let x = input(&mut graph, 0, geometry.input());
        let dy = input(&mut graph, 1, geometry.result(channels));
        let window = geometry.window.clone();
        let largest = graph.pool(Pooling::Max, x, window.clone()).unwrap();
        let mean = graph.pool(Pooling::Average, x, window.clone()).unwrap();
        let largest_back = graph.insert(Op::MaxPoolGrad(window.clone()), &[x, dy]).unwrap();
        let extents = geometry.extents.iter().copied().collect();
        let mean_back = graph.insert(Op::AveragePoolGrad { window, extents }, &[dy]).unwrap();

        let coarse = |seed, n| numbers(seed, n).iter().map(|x| (2.0 * x).round() / 2.0).collect();
        let given: [Vec<f64>; 2] = [
            coarse(seed, geometry.input().elements(BATCH)),
            coarse(seed ^ 1, geometry.result(channels).elements(BATCH)),
        ];
        let [mut maxima, mut means] = [Vec::new(), Vec::new()];
        let mut maxima_back = vec![0.0; given[0].len()];
        let mut means_back = maxima_back.clone();
        for places in covered(&geometry) {
            for channel in 0..channels {
                let dy = given[1][means.len()];
                let mut first_largest = places[0].0 + channel;
                let mut sum = 0.0;
                for place in places.iter().map(|&(pixel, _)| pixel + channel) {
                    if given[0][place] > given[0][first_largest] {
                        first_largest = place;
                    }
                    sum += given[0][place];
                    means_back[place] += dy / places.len() as f64;
                }
                maxima.push(given[0][first_largest]);
                maxima_back[first_largest] += dy;
                means.push(sum / places.len() as f64);
            }
        }
        let found = values(&graph, &[largest, mean, largest_back, mean_back], BATCH, &given);
        let expected = [maxima, means, maxima_back, means_back];
        for (found, expected) in found.iter().zip(expected) {
            assert_close(&found.to_float(), &expected);
        }
    }
}

#[test]
fn an_average_does_not_count_padding_and_a_maximum_does_not_see_it() {
    let mut graph = Graph::new();
    let x = input(&mut graph, 0, Shape::batch(&[3, 1]));
    let window = Window { padding: [(1, 1)].into_iter().collect(), ..Window::valid(&[3], &[1]) };
    let mean = graph.pool(Pooling::Average, x, window.clone()).unwrap();
    let largest = graph.pool(Pooling::Max, x, window).unwrap();
    let found = values(&graph, &[mean, largest], 1, &[vec![-2.0, -4.0, -9.0]]);
    assert_eq!(found[0].to_float(), [-3.0, -5.0, -6.5]);
    assert_eq!(found[1].to_float(), [-2.0, -2.0, -4.0]);
}

#[test]
fn a_convolution_does_not_flip_its_kernel() {
    let mut graph = Graph::new();
    let x = input(&mut graph, 0, Shape::batch(&[4, 1]));
    let kernel = input(&mut graph, 1, Shape::of(&[2, 1, 1]));
    let y = graph.conv(x, kernel, Window::valid(&[2], &[1])).unwrap();
    let given = [vec![1.0, 2.0, 3.0, 4.0], vec![10.0, 1.0]];
    assert_eq!(value(&graph, y, 1, &given), [12.0, 23.0, 34.0]);
}
