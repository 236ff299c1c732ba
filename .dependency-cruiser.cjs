/** The architecture as rules: see docs/architecture.md. A broken rule fails `npm run check`. */
const spec = '\\.(int\\.|e2e\\.)?spec\\.(ts|tsx|mjs)$';

module.exports = {
  forbidden: [
    {
      name: 'curb-is-pure',
      comment: 'The core depends on nothing: what a visit is must not depend on how it is seen, sent or stored.',
      severity: 'error',
      from: { path: '^libs/curb/src', pathNot: spec },
      to: { pathNot: '^libs/curb/src' },
    },
    {
      name: 'detection-knows-only-the-core',
      comment: 'Detection and tracking know pictures and boxes, nothing of the wire, the hub or the box.',
      severity: 'error',
      from: { path: '^libs/detection/src', pathNot: spec },
      to: { path: '^(apps|libs/(events|local-services))' },
    },
    {
      name: 'engines-stay-behind-their-door',
      comment: 'Neural networks are heavy: only the engines folder loads them, and only on demand.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/detection/src/(tfjs|onnx|engines)', spec] },
      to: { path: 'node_modules/(@tensorflow|onnxruntime-node|@vladmandic)' },
    },
    {
      name: 'events-knows-only-core-types',
      severity: 'error',
      from: { path: '^libs/events/src', pathNot: spec },
      to: { path: '^(apps|libs/(detection|local-services))' },
    },
    {
      name: 'rounds-know-nothing',
      comment: 'What every loop stands on stands on Node alone.',
      severity: 'error',
      from: { path: '^libs/rounds/src', pathNot: spec },
      to: { path: '^(apps|libs|node_modules)/', pathNot: '^libs/rounds/src' },
    },
    {
      name: 'broker-only-behind-its-door',
      comment: 'The NATS client is used in libs/events/src/nats; elsewhere only its adapters are.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/events/src/nats', spec] },
      to: { path: 'node_modules/@nats-io', pathNot: 'node_modules/@nats-io/nkeys', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'keys-only-in-identity',
      comment: 'Who a principal is and what it may do is decided in one place.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/identity/src', spec] },
      to: { path: 'node_modules/@nats-io/nkeys' },
    },
    {
      name: 'identity-knows-only-the-wire',
      severity: 'error',
      from: { path: '^libs/identity/src', pathNot: spec },
      to: { path: '^(apps|libs/(curb|detection|local-services))' },
    },
    {
      name: 'database-only-in-the-hub',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^apps/hub/src', '^libs/local-services/src', spec] },
      to: { path: 'node_modules/(typeorm|pg|@nestjs/typeorm)/' },
    },
    {
      name: 'no-app-to-app',
      comment: 'Applications meet on the wire.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: spec },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-lib-to-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'dashboard-speaks-http-only',
      severity: 'error',
      from: { path: '^apps/dashboard/src', pathNot: spec },
      to: { path: '^libs/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: { pathNot: spec },
      to: { couldNotResolve: true, pathNot: ['@tensorflow/tfjs-node'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|apps/[^/]+/dist|libs/events/src/generated|\\.kerbline)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
    },
  },
};
