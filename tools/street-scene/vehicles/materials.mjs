import * as THREE from 'three';

/** Materials shared by all vehicles. */
export function sharedMaterials() {
  const standard = (color, roughness, metalness = 0) => new THREE.MeshStandardMaterial({ color, roughness, metalness });
  return {
    glass: new THREE.MeshPhysicalMaterial({
      color: '#0d1216',
      roughness: 0.06,
      metalness: 0,
      clearcoat: 1,
      clearcoatRoughness: 0.03,
      envMapIntensity: 0.75,
    }),
    trim: standard('#121314', 0.82),
    dark: standard('#060607', 0.82),
    seam: standard('#0a0b0c', 0.82),
    chrome: standard('#c9ced2', 0.2, 0.9),
    rubber: standard('#17181a', 0.82),
    well: standard('#1c1e20', 0.32, 0.85),
    alloy: standard('#b9bdc2', 0.32, 0.85),
    headlamp: new THREE.MeshPhysicalMaterial({
      color: '#dfe6ea',
      roughness: 0.12,
      metalness: 0.35,
      clearcoat: 1,
      emissive: '#fff6e0',
      emissiveIntensity: 0.25,
    }),
  };
}

/** Clear-coated paint. */
export function paintMaterial(color) {
  return new THREE.MeshPhysicalMaterial({
    color,
    roughness: 0.42,
    metalness: 0.25,
    clearcoat: 1,
    clearcoatRoughness: 0.05,
    envMapIntensity: 1,
  });
}

/** Lamps change with what the driver does, so each vehicle has its own. */
export function lampMaterials() {
  const lamp = (color, emissive) => {
    const material = new THREE.MeshStandardMaterial({ color, emissive, emissiveIntensity: 0, roughness: 0.25 });
    material.userData.live = true;
    return material;
  };
  return {
    brake: lamp('#8e1116', '#ff2418'),
    left: lamp('#c46a14', '#ff9a1e'),
    right: lamp('#c46a14', '#ff9a1e'),
    reverse: lamp('#c9cdd0', '#ffffff'),
    head: lamp('#dfe6ea', '#fff1d0'),
  };
}
