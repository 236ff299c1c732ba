import { DetectorError } from '../detector.js';
import type { GraphModel, GraphNode } from '../graph-model/graph-model.js';
import type { GraphWeight } from '../graph-model/weights.js';
import { fixedListOf, isSet, paddingOf, textListOf } from './attributes.js';
import { depthwiseKernel, fullKernel } from './kernels.js';
import { hardSigmoidInput, hardSwishInput } from './hard-swish.js';
import { writeOnnx, type OnnxConstant, type OnnxNode } from './onnx-writer.js';

export interface OnnxPorts {
  readonly input: string;
  readonly outputs: readonly string[];
}

/**
 * Compiles the part of a TF.js graph model that its outputs need into the bytes of an ONNX model: one input 1x3xHxW,
 * whose sides may be any multiples of 32, and outputs in the same order of axes. It knows the operators of convolutional
 * networks such as CenterNet, and says which one it does not know.
 */
export function compileGraphModelToOnnx(graph: GraphModel, ports: OnnxPorts): Uint8Array {
  const compilation = new Compilation(graph, ports.input);
  for (const output of ports.outputs) compilation.require(output);
  return writeOnnx({
    name: 'kerbline',
    inputs: [{ name: ports.input, shape: [1, 3, 'height', 'width'] }],
    outputs: ports.outputs.map((name) => ({ name, shape: [1, compilation.channelsOf(name), 'rows', 'columns'] })),
    nodes: compilation.nodes,
    constants: compilation.constants,
  });
}

/** Walks the graph from its outputs back and writes each node after the nodes it reads. */
class Compilation {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];
  readonly #done = new Set<string>();

  constructor(
    private readonly graph: GraphModel,
    input: string,
  ) {
    this.#done.add(input);
  }

  /** Makes sure that the tensor is computed; answers its name. */
  require(name: string): string {
    if (this.#done.has(name)) return name;
    this.#done.add(name);
    const node = this.graph.nodes.get(name);
    if (!node) throw new DetectorError(`The graph has no tensor "${name}".`);
    this.#emit(node);
    return name;
  }

  /** How many channels a tensor has, seen from the convolution it comes from. */
  channelsOf(name: string): number {
    const node = this.graph.nodes.get(name);
    const kernel = node && this.graph.weights.get(node.input[1] ?? '');
    if (node && kernel?.shape.length === 4) return kernel.shape.at(node.op.includes('Depthwise') ? 2 : 3) ?? 0;
    const source = node?.input.find((input) => !this.graph.weights.has(input));
    if (source === undefined) throw new DetectorError(`The tensor "${name}" does not come from a convolution.`);
    return this.channelsOf(source);
  }

  #emit(node: GraphNode): void {
    switch (node.op) {
      case 'Identity':
      case 'Sigmoid':
      case 'Relu':
        return this.#write(node.op, node, [this.require(inputOf(node, 0))]);
      case 'Relu6':
        return this.#write('Clip', node, [
          this.require(inputOf(node, 0)),
          this.#constant(`${node.name}/min`, scalar(0)),
          this.#constant(`${node.name}/max`, scalar(6)),
        ]);
      case 'Add':
      case 'AddV2':
        return this.#write('Add', node, [this.#operand(node, 0), this.#operand(node, 1)]);
      case 'Mul':
        return this.#emitProduct(node);
      case 'Mean':
        return this.#emitMean(node);
      case 'ConcatV2':
        return this.#emitConcat(node);
      case 'ResizeBilinear':
        return this.#emitResize(node);
      case 'Conv2D':
      case '_FusedConv2D':
      case 'DepthwiseConv2dNative':
      case 'FusedDepthwiseConv2dNative':
        return this.#emitConvolution(node);
      default:
        throw refusal(node, `is computed by ${node.op}`);
    }
  }

  #emitProduct(node: GraphNode): void {
    const swishInput = hardSwishInput(this.graph, node);
    if (swishInput !== undefined) return this.#write('HardSwish', node, [this.require(swishInput)]);
    const sigmoidInput = hardSigmoidInput(this.graph, node);
    if (sigmoidInput === undefined) {
      return this.#write('Mul', node, [this.#operand(node, 0), this.#operand(node, 1)]);
    }
    const inputs = [this.require(sigmoidInput)];
    this.nodes.push({ op: 'HardSigmoid', inputs, output: node.name, floats: { alpha: 1 / 6, beta: 0.5 } });
  }

  #emitConvolution(node: GraphNode): void {
    const isDepthwise = node.op.includes('Depthwise');
    const weight = this.#weightOf(inputOf(node, 1));
    const [rows, columns, inChannels, last] = weight.shape as [number, number, number, number];
    if (isDepthwise && last !== 1) throw refusal(node, 'multiplies its channels');
    const [, strideY = 1, strideX = 1] = fixedListOf(node, 'strides');
    const kernel = isDepthwise ? depthwiseKernel(weight) : fullKernel(weight);
    const inputs = [this.require(inputOf(node, 0)), this.#constant(inputOf(node, 1), kernel)];
    const fused = textListOf(node, 'fused_ops');
    if (fused.includes('BiasAdd')) inputs.push(this.#constant(inputOf(node, 2), this.#weightOf(inputOf(node, 2))));
    const unknown = fused.find((each) => each !== 'BiasAdd' && each !== 'Relu');
    if (unknown) throw refusal(node, `is fused with ${unknown}`);

    const convolved = fused.includes('Relu') ? `${node.name}/linear` : node.name;
    this.nodes.push({
      op: 'Conv',
      inputs,
      output: convolved,
      attributes: {
        kernel_shape: [rows, columns],
        strides: [strideY, strideX],
        pads: paddingOf(node, { kernel: [rows, columns], strides: [strideY, strideX] }),
        dilations: fixedListOf(node, 'dilations').slice(1, 3),
        group: isDepthwise ? inChannels : 1,
      },
    });
    if (convolved !== node.name) this.nodes.push({ op: 'Relu', inputs: [convolved], output: node.name });
  }

  #emitMean(node: GraphNode): void {
    const axes = [...this.#weightOf(inputOf(node, 1)).values].sort();
    if (axes.join() !== '1,2') throw refusal(node, `is a mean over axes ${axes.join()}`);
    this.#write('GlobalAveragePool', node, [this.require(inputOf(node, 0))]);
  }

  #emitConcat(node: GraphNode): void {
    const parts = node.input.slice(0, -1).map((part) => this.require(part));
    const axis = this.#weightOf(inputOf(node, node.input.length - 1)).values[0];
    if (axis !== 3 && axis !== -1) throw refusal(node, `joins along axis ${axis}`);
    this.#write('Concat', node, parts, { axis: 1 });
  }

  /** The size is a constant made for one input size; what it means is that the map doubles. */
  #emitResize(node: GraphNode): void {
    const aligned = ['align_corners', 'half_pixel_centers'].find((name) => isSet(node, name));
    if (aligned) throw refusal(node, `is resized with ${aligned}`);
    const scales = this.#constant(`${node.name}/scales`, { shape: [4], values: new Float32Array([1, 1, 2, 2]) });
    this.#write('Resize', node, [this.require(inputOf(node, 0)), '', scales], {
      mode: 'linear',
      coordinate_transformation_mode: 'asymmetric',
    });
  }

  #write(op: string, node: GraphNode, inputs: string[], attributes: OnnxNode['attributes'] = {}): void {
    this.nodes.push({ op, inputs, output: node.name, attributes });
  }

  /** An operand of Add or Mul: a computed tensor or a scalar constant; other constants would need their axes moved. */
  #operand(node: GraphNode, at: number): string {
    const name = inputOf(node, at);
    const weight = this.graph.weights.get(name);
    if (!weight) return this.require(name);
    if (weight.values.length !== 1) throw refusal(node, 'has a constant that is more than a number');
    return this.#constant(name, { shape: [], values: weight.values });
  }

  #constant(name: string, { shape, values }: Pick<GraphWeight, 'shape' | 'values'>): string {
    if (!this.constants.some((constant) => constant.name === name)) {
      this.constants.push({ name, shape, values: Float32Array.from(values) });
    }
    return name;
  }

  #weightOf(name: string): GraphWeight {
    const weight = this.graph.weights.get(name);
    if (!weight) throw new DetectorError(`The graph has no weights for "${name}".`);
    return weight;
  }
}

function inputOf(node: GraphNode, at: number): string {
  const name = node.input[at];
  if (name === undefined) throw refusal(node, `has no input number ${at}`);
  return name;
}

function refusal(node: GraphNode, why: string): DetectorError {
  return new DetectorError(`The tensor "${node.name}" ${why}, which cannot be compiled to ONNX.`);
}

function scalar(value: number) {
  return { shape: [], values: new Float32Array([value]) };
}
