import { DetectorError } from '../detector.js';

/** A constant of the graph, as 32-bit numbers whatever it was stored as. */
export interface GraphWeight {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly length: number;
  readonly storedAs: string;
  readonly dtype: string;
  readonly label: string;
}

/** Reads one weight from the model's bytes and widens it to 32 bits. */
export function widenWeight(
  bytes: Uint8Array,
  offset: number,
  stored: StoredWeight,
): { weight: GraphWeight; byteLength: number } {
  const byteLength = stored.length * (stored.storedAs === 'float16' ? 2 : 4);
  if (offset + byteLength > bytes.byteLength) {
    throw new DetectorError(`${stored.label}: the weights end before "${stored.name}"; the file is cut short.`);
  }
  // A copy, because a typed array must begin at a multiple of its element's size.
  const own = new Uint8Array(bytes.subarray(offset, offset + byteLength)).buffer;
  const { shape } = stored;
  switch (`${stored.dtype}/${stored.storedAs}`) {
    case 'float32/float16':
      return { weight: { dtype: 'float32', shape, values: widenFloat16(new Uint16Array(own)) }, byteLength };
    case 'float32/float32':
      return { weight: { dtype: 'float32', shape, values: new Float32Array(own) }, byteLength };
    case 'int32/int32':
      return { weight: { dtype: 'int32', shape, values: new Int32Array(own) }, byteLength };
    default:
      throw new DetectorError(
        `${stored.label}: the weight "${stored.name}" is stored as ${stored.storedAs}, which is not supported. ` +
          'Convert the network again without quantisation, or with float16.',
      );
  }
}

/** IEEE 754 half precision to single; exact, subnormal numbers included. */
export function widenFloat16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  halves.forEach((half, i) => (bits[i] = singleBits(half)));
  return new Float32Array(bits.buffer);
}

function singleBits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // Subnormal: shift until the leading one falls out of the ten bits, and lower the exponent as often.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
