import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/*
 * The few messages of the ONNX format (onnx.proto, IR version 8) that a compiled network needs, written field by field.
 * A field number stands beside each field; the format never reuses one.
 */

/** The operator set the nodes are written in: the first with HardSwish. */
const OPSET_VERSION = 14;
const IR_VERSION = 8;
const ELEMENT_FLOAT = 1;

export type OnnxAttribute = number | string | readonly number[];

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Numbers are written as floats when they are listed in `floats`, else as integers. */
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly floats?: Readonly<Record<string, number>>;
}

export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A float tensor at the graph's rim; a side with a name instead of a number is free. */
export interface OnnxPort {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
}

/** The bytes of an .onnx file. */
export function writeOnnx(graph: OnnxGraph): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(IR_VERSION);
  writer.tag(2, WireType.LengthDelimited).string('kerbline');
  nested(writer, 7, (w) => writeGraph(w, graph));
  nested(writer, 8, (w) => w.tag(2, WireType.Varint).int64(OPSET_VERSION));
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) nested(writer, 1, (w) => writeNode(w, node));
  writer.tag(2, WireType.LengthDelimited).string(graph.name);
  for (const constant of graph.constants) nested(writer, 5, (w) => writeConstant(w, constant));
  for (const port of graph.inputs) nested(writer, 11, (w) => writePort(w, port));
  for (const port of graph.outputs) nested(writer, 12, (w) => writePort(w, port));
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const input of node.inputs) writer.tag(1, WireType.LengthDelimited).string(input);
  writer.tag(2, WireType.LengthDelimited).string(node.output);
  writer.tag(3, WireType.LengthDelimited).string(node.output);
  writer.tag(4, WireType.LengthDelimited).string(node.op);
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    nested(writer, 5, (w) => writeAttribute(w, name, value));
  }
  for (const [name, value] of Object.entries(node.floats ?? {})) {
    nested(writer, 5, (w) => {
      w.tag(1, WireType.LengthDelimited).string(name);
      w.tag(2, WireType.Bit32).float(value);
      w.tag(20, WireType.Varint).int32(1);
    });
  }
}

function writeAttribute(writer: BinaryWriter, name: string, value: OnnxAttribute): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  if (typeof value === 'number') {
    writer.tag(3, WireType.Varint).int64(value);
    writer.tag(20, WireType.Varint).int32(2);
  } else if (typeof value === 'string') {
    writer.tag(4, WireType.LengthDelimited).bytes(new TextEncoder().encode(value));
    writer.tag(20, WireType.Varint).int32(3);
  } else {
    for (const each of value) writer.tag(8, WireType.Varint).int64(each);
    writer.tag(20, WireType.Varint).int32(7);
  }
}

function writeConstant(writer: BinaryWriter, { name, shape, values }: OnnxConstant): void {
  for (const side of shape) writer.tag(1, WireType.Varint).int64(side);
  writer.tag(2, WireType.Varint).int32(ELEMENT_FLOAT);
  writer.tag(8, WireType.LengthDelimited).string(name);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  writer.tag(9, WireType.LengthDelimited).bytes(bytes);
}

function writePort(writer: BinaryWriter, { name, shape }: OnnxPort): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  nested(writer, 2, (type) =>
    nested(type, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(ELEMENT_FLOAT);
      nested(tensor, 2, (dimensions) => {
        for (const side of shape) nested(dimensions, 1, (dimension) => writeSide(dimension, side));
      });
    }),
  );
}

function writeSide(writer: BinaryWriter, side: number | string): void {
  if (typeof side === 'number') writer.tag(1, WireType.Varint).int64(side);
  else writer.tag(2, WireType.LengthDelimited).string(side);
}

function nested(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}
