import * as THREE from 'three';

/**
 * Surfaces from rings of points. Vehicle coordinates are (right, up, forward) in metres from the centre of the footprint
 * on the road; forward is -Z in the scene.
 */
export function loft(rings, { bucketOf, buckets, closed, caps = [] }) {
  const count = rings[0].length;
  const positions = rings.flat().flatMap(([right, up, forward]) => [right, up, -forward]);
  const faces = Array.from({ length: buckets }, () => []);
  const around = closed ? count : count - 1;
  for (let ring = 0; ring + 1 < rings.length; ring += 1) {
    for (let i = 0; i < around; i += 1) {
      const a = ring * count + i;
      const b = ring * count + ((i + 1) % count);
      faces[bucketOf(ring, i)].push(a, b, a + count, b, b + count, a + count);
    }
  }
  for (const { ring, bucket, flip } of caps) {
    const centre = positions.length / 3;
    const points = rings[ring];
    const mean = [0, 1, 2].map((axis) => points.reduce((sum, p) => sum + p[axis], 0) / count);
    positions.push(mean[0], mean[1], -mean[2]);
    for (let i = 0; i < count; i += 1) {
      const a = ring * count + i;
      const b = ring * count + ((i + 1) % count);
      faces[bucket].push(...(flip ? [centre, b, a] : [centre, a, b]));
    }
  }
  if (enclosedVolume(positions, faces.flat()) < 0) faces.forEach((indices) => indices.reverse());
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.Float32BufferAttribute(positions, 3));
  geometry.setIndex(faces.flat());
  let offset = 0;
  faces.forEach((indices, bucket) => {
    if (indices.length > 0) geometry.addGroup(offset, indices.length, bucket);
    offset += indices.length;
  });
  geometry.computeVertexNormals();
  return geometry;
}

/** Negative where the triangles face inwards. */
function enclosedVolume(positions, indices) {
  let six = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => new THREE.Vector3().fromArray(positions, indices[i + k] * 3));
    six += a.dot(b.cross(c));
  }
  return six / 6;
}

/** Piecewise linear with the corners eased over `easeM`: how a designer's spline reads off a drawing. */
export function curve(knots, easeM = 0.12) {
  const linear = (x) => {
    if (x <= knots[0][0]) return knots[0][1];
    for (let i = 1; i < knots.length; i += 1) {
      const [x1, y1] = knots[i];
      const [x0, y0] = knots[i - 1];
      if (x <= x1) return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
    }
    return knots[knots.length - 1][1];
  };
  return (x) => {
    let sum = 0;
    for (let k = -2; k <= 2; k += 1) sum += linear(x + (k * easeM) / 2) * (3 - Math.abs(k));
    return sum / 9;
  };
}
