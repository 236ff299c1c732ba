import { DetectorError } from '../detector.js';
import type { GraphNode } from '../graph-model/graph-model.js';

/** A list of whole numbers among a node's attributes, such as its strides. */
export function fixedListOf(node: GraphNode, name: string): number[] {
  const { list } = (node.attr[name] ?? {}) as { list?: { i?: (string | number)[] } };
  return (list?.i ?? []).map(Number);
}

/** A list of words among a node's attributes; TensorFlow's JSON keeps text in base64. */
export function textListOf(node: GraphNode, name: string): string[] {
  const { list } = (node.attr[name] ?? {}) as { list?: { s?: string[] } };
  return (list?.s ?? []).map(fromBase64);
}

/** Whether a yes-or-no attribute says yes. */
export function isSet(node: GraphNode, name: string): boolean {
  return (node.attr[name] as { b?: boolean } | undefined)?.b === true;
}

/**
 * ONNX's padding (top, left, bottom, right) for a convolution. TensorFlow's SAME puts the odd pixel of a stride after
 * the picture. Sides are even wherever the network halves them, because the input is a multiple of 32.
 */
export function paddingOf(node: GraphNode, { kernel, strides }: { kernel: number[]; strides: number[] }): number[] {
  const padding = fromBase64((node.attr['padding'] as { s?: string } | undefined)?.s ?? '');
  if (padding === 'VALID') return [0, 0, 0, 0];
  if (padding !== 'SAME')
    throw new DetectorError(`The tensor "${node.name}" is padded ${padding}; expected SAME or VALID.`);
  const totals = kernel.map((side, axis) => Math.max(0, side - (strides[axis] ?? 1)));
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
