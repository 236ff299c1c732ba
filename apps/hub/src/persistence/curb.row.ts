import { EntitySchema } from 'typeorm';
import type { GeoJsonPoint, GeoJsonPolygon } from '../cds/geography/geo.js';

/** A curb zone in one of its revisions. Columns as in the table. */
export interface CurbZoneRow {
  curb_zone_id: string;
  city_id: string;
  /** The city's own name for it, the same in all revisions. */
  key: string;
  /** One more each time the street has changed. */
  revision: number;
  /** The camera's zone that watches it. */
  camera_id: string | null;
  zone_id: string | null;
  /** Lanes of the same camera in which a double-parked vehicle counts as standing at this zone. */
  adjacent_lanes: readonly string[];
  geometry: GeoJsonPolygon;
  min_lat: number;
  min_lng: number;
  max_lat: number;
  max_lng: number;
  curb_policy_ids: readonly string[];
  /** Since when it has these policies. */
  policies_since: Date;
  prev_policies: readonly PreviousPolicies[];
  prev_curb_zone_ids: readonly string[];
  /** The standard's optional fields, as the city gave them. */
  details: Readonly<Record<string, unknown>>;
  published_date: Date;
  last_updated_date: Date;
  start_date: Date;
  end_date: Date | null;
}

export interface PreviousPolicies {
  readonly curb_policy_ids: readonly string[];
  readonly start_date: number;
  readonly end_date: number;
}

export const CurbZoneRowSchema = new EntitySchema<CurbZoneRow>({
  name: 'curb_zone',
  tableName: 'curb_zones',
  columns: {
    curb_zone_id: { type: 'uuid', primary: true },
    city_id: { type: 'text' },
    key: { type: 'text' },
    revision: { type: 'int' },
    camera_id: { type: 'text', nullable: true },
    zone_id: { type: 'text', nullable: true },
    adjacent_lanes: { type: 'text', array: true },
    geometry: { type: 'jsonb' },
    min_lat: { type: 'double precision' },
    min_lng: { type: 'double precision' },
    max_lat: { type: 'double precision' },
    max_lng: { type: 'double precision' },
    curb_policy_ids: { type: 'uuid', array: true },
    policies_since: { type: 'timestamptz' },
    prev_policies: { type: 'jsonb' },
    prev_curb_zone_ids: { type: 'uuid', array: true },
    details: { type: 'jsonb' },
    published_date: { type: 'timestamptz' },
    last_updated_date: { type: 'timestamptz' },
    start_date: { type: 'timestamptz' },
    end_date: { type: 'timestamptz', nullable: true },
  },
  indices: [
    { name: 'curb_zones_listed', columns: ['city_id', 'curb_zone_id'] },
    { name: 'curb_zones_of_camera', columns: ['city_id', 'camera_id'] },
    { name: 'curb_zones_by_revision', columns: ['city_id', 'key', 'revision'], unique: true },
  ],
});

/** A policy; its id is made from its content, so neither ever changes. Columns as in the table. */
export interface CurbPolicyRow {
  curb_policy_id: string;
  city_id: string;
  published_date: Date;
  /** The standard's fields, without id and date. */
  content: Readonly<Record<string, unknown>>;
}

export const CurbPolicyRowSchema = new EntitySchema<CurbPolicyRow>({
  name: 'curb_policy',
  tableName: 'curb_policies',
  columns: {
    curb_policy_id: { type: 'uuid', primary: true },
    city_id: { type: 'text' },
    published_date: { type: 'timestamptz' },
    content: { type: 'jsonb' },
  },
  indices: [{ name: 'curb_policies_listed', columns: ['city_id', 'curb_policy_id'] }],
});

export const FEATURE_KINDS = ['area', 'space', 'object'] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];

/** A curb area, space or object. Columns as in the table. */
export interface CurbFeatureRow {
  id: string;
  city_id: string;
  kind: FeatureKind;
  /** The zones of an area; the one that a space lies in; the one that an object stands at, or none. */
  curb_zone_ids: readonly string[];
  /** Of an object. */
  curb_space_id: string | null;
  /** The camera that an object is. */
  camera_id: string | null;
  geometry: GeoJsonPolygon | GeoJsonPoint;
  details: Readonly<Record<string, unknown>>;
  published_date: Date;
  last_updated_date: Date;
}

export const CurbFeatureRowSchema = new EntitySchema<CurbFeatureRow>({
  name: 'curb_feature',
  tableName: 'curb_features',
  columns: {
    id: { type: 'uuid', primary: true },
    city_id: { type: 'text' },
    kind: { type: 'text' },
    curb_zone_ids: { type: 'uuid', array: true },
    curb_space_id: { type: 'uuid', nullable: true },
    camera_id: { type: 'text', nullable: true },
    geometry: { type: 'jsonb' },
    details: { type: 'jsonb' },
    published_date: { type: 'timestamptz' },
    last_updated_date: { type: 'timestamptz' },
  },
  indices: [{ name: 'curb_features_listed', columns: ['city_id', 'kind', 'id'] }],
});

/** Where the ground plane of a camera lies on Earth. Columns as in the table. */
export interface CameraAnchorRow {
  city_id: string;
  camera_id: string;
  lat: number;
  lng: number;
  heading_deg: number;
  /** What is written on its pole. */
  asset_name: string | null;
}

export const CameraAnchorRowSchema = new EntitySchema<CameraAnchorRow>({
  name: 'camera_anchor',
  tableName: 'camera_anchors',
  columns: {
    city_id: { type: 'text', primary: true },
    camera_id: { type: 'text', primary: true },
    lat: { type: 'double precision' },
    lng: { type: 'double precision' },
    heading_deg: { type: 'double precision' },
    asset_name: { type: 'text', nullable: true },
  },
});
