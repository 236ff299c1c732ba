import * as THREE from 'three';

/** The backdrop is baked at this multiple of the picture's size and smoothed down, which is its anti-aliasing. */
const OVERSAMPLE = 2;
const BAKE_SHADOW_PX = 4096;
const LIVE_SHADOW_PX = 2048;
/** Depth slack in the shadow lookup; generous, because the contact patch under each vehicle hides the gap. */
const SHADOW_BIAS = 0.0012;

const VERTEX = 'void main() { gl_Position = vec4(position.xy, 0.0, 1.0); }';
/** How far up and aside a vehicle's shadow reaches; the rest of the picture needs no lookup. */
const FRAGMENT = `
#define REACH_UP_M 2.5
#define REACH_ASIDE_M 11.0
precision highp sampler2DShadow;
uniform sampler2D lit;
uniform sampler2D shaded;
uniform sampler2D depth;
uniform sampler2DShadow shadowMap;
uniform mat4 shadowMatrix;
uniform mat4 toWorld;
uniform vec2 size;
uniform vec2 shift;
void main() {
  vec2 uv = clamp((gl_FragCoord.xy - shift) / size, vec2(0.0), vec2(0.9999));
  float z = texelFetch(depth, ivec2(uv * size * float(${OVERSAMPLE})), 0).r;
  vec4 world = toWorld * vec4(vec3(uv, z) * 2.0 - 1.0, 1.0);
  vec4 seen = shadowMatrix * vec4(world.xyz / world.w, 1.0);
  vec3 at = seen.xyz / seen.w - vec3(0.0, 0.0, ${SHADOW_BIAS});
  float light = 1.0;
  bool reachable = z < 1.0 && world.y < REACH_UP_M * world.w && abs(world.x) < REACH_ASIDE_M * world.w;
  if (reachable && all(greaterThan(at, vec3(0.0))) && all(lessThan(at, vec3(1.0)))) {
    light = 0.0;
    for (int i = 0; i < 4; i += 1) {
      vec2 step = (vec2(float(i % 2), float(i / 2)) - 0.5) * ${(1.6 / LIVE_SHADOW_PX).toFixed(7)};
      light += texture(shadowMap, vec3(at.xy + step, at.z)) / 4.0;
    }
  }
  gl_FragColor = vec4(mix(texture2D(shaded, uv).rgb, texture2D(lit, uv).rgb, light), 1.0);
  gl_FragDepth = z;
  #include <tonemapping_fragment>
  #include <colorspace_fragment>
}`;

/**
 * Everything that never moves, rendered once with the sun and once without. Per frame, a screen-filling quad mixes the two
 * by the shadow map of what does move, and restores the depth, so that vehicles pass behind trees and poles.
 */
export function bakeBackdrop({ renderer, scene, camera, sun, width, height }) {
  sun.shadow.mapSize.set(BAKE_SHADOW_PX, BAKE_SHADOW_PX);
  const lit = target(width, height);
  const shaded = target(width, height);
  renderer.setRenderTarget(lit);
  renderer.render(scene, camera);
  const { intensity } = sun;
  sun.intensity = 0;
  renderer.setRenderTarget(shaded);
  renderer.render(scene, camera);
  sun.intensity = intensity;
  renderer.setRenderTarget(null);
  sun.shadow.map.dispose();
  sun.shadow.map = null;
  sun.shadow.mapSize.set(LIVE_SHADOW_PX, LIVE_SHADOW_PX);

  const toWorld = camera.matrixWorld.clone().multiply(camera.projectionMatrixInverse);
  const material = new THREE.ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    depthFunc: THREE.AlwaysDepth,
    uniforms: {
      lit: { value: lit.texture },
      shaded: { value: shaded.texture },
      depth: { value: lit.depthTexture },
      shadowMap: { value: null },
      shadowMatrix: { value: sun.shadow.matrix },
      toWorld: { value: toWorld },
      size: { value: new THREE.Vector2(width, height) },
      shift: { value: new THREE.Vector2() },
    },
  });
  const quad = new THREE.Mesh(new THREE.PlaneGeometry(2, 2), material);
  quad.frustumCulled = false;
  quad.renderOrder = -1;
  quad.onBeforeRender = () => {
    material.uniforms.shadowMap.value = sun.shadow.map.depthTexture;
  };
  return {
    quad,
    /** Where a swaying camera has the picture: so many pixels to the right and down. */
    shiftBy: ([right, down]) => material.uniforms.shift.value.set(right, -down),
  };
}

function target(width, height) {
  const depthTexture = new THREE.DepthTexture(width * OVERSAMPLE, height * OVERSAMPLE, THREE.UnsignedIntType);
  return new THREE.WebGLRenderTarget(width * OVERSAMPLE, height * OVERSAMPLE, {
    type: THREE.HalfFloatType,
    minFilter: THREE.LinearFilter,
    magFilter: THREE.LinearFilter,
    depthTexture,
  });
}

/** Unseen stand-ins for the baked things that throw shade on the road, so that vehicles are shaded by them too. */
export function shadeCasters(group) {
  const unseen = new THREE.MeshBasicMaterial({ colorWrite: false, depthWrite: false });
  const casters = new THREE.Group();
  group.updateWorldMatrix(true, true);
  group.traverse((node) => {
    if (!node.userData.shades) return;
    const caster = node.clone(false);
    node.matrixWorld.decompose(caster.position, caster.quaternion, caster.scale);
    caster.material = unseen;
    caster.castShadow = true;
    casters.add(caster);
  });
  return casters;
}
