import { expect, test } from "vitest";

import type { GraphOverview } from "@/api/generated";

import { ofOverview, ofParts, together } from "./content";
import { differ, newDrawing, update } from "./drawing";

const overview: GraphOverview = {
  project_id: "p",
  version: 1,
  total_concepts: 3,
  total_relationships: 2,
  hidden_concepts: 0,
  hidden_relationships: 0,
  concept_types: ["Concept", "Person"],
  relation_types: ["IS_A", "USES"],
  nodes: {
    id: ["a", "b", "c"],
    name: ["heap", "tree", "Ada"],
    type: [0, 0, 1],
    centrality: [0.9, 0.5, 0.1],
    community: [0, 0, null],
    degree: [2, 5, 0],
  },
  edges: { id: ["ab", "ba"], source: [0, 1], target: [1, 0], type: [0, 1], confidence: [1, 1] },
  communities: [],
};

test("columns become concepts and relationships", () => {
  const { nodes, edges } = ofOverview(overview);
  expect(nodes.get("c")).toMatchObject({ name: "Ada", type: "Person", community: null });
  expect(edges.get("ba")).toEqual({ id: "ba", source: "b", target: "a", type: "USES" });
});

test("what is added comes with its relationships, but for those that lead nowhere", () => {
  const more = ofParts({
    nodes: [{ id: "d", name: "d", type: "Concept", centrality: 0, community: 1, degree: 2 }],
    edges: [
      { id: "ad", source: "a", target: "d", type: "IS_A", confidence: 1 },
      { id: "dz", source: "d", target: "z", type: "IS_A", confidence: 1 },
    ],
  });
  const all = together(ofOverview(overview), more);
  expect([...all.nodes.keys()]).toEqual(["a", "b", "c", "d"]);
  expect([...all.edges.keys()]).toEqual(["ab", "ba", "ad"]);
});

test("a drawing keeps what stays where it is, and bends relations of the same concepts apart", () => {
  const drawing = newDrawing();
  const known = new Map([["a", { x: 3, y: 4 }]]);
  const content = ofOverview(overview);
  expect(differ(drawing, content)).toBe(5);
  expect(update(drawing, content, known)).toEqual(new Set(["b", "c"]));
  expect(drawing.getNodeAttributes("a")).toMatchObject({ x: 3, y: 4, label: "heap" });
  const bends = ["ab", "ba"].map((id) => drawing.getEdgeAttribute(id, "curvature"));
  expect(bends[0]).not.toBe(0);
  expect(bends[0]).toBe(bends[1]); // in opposite directions: they bend to opposite sides
  expect(differ(drawing, content)).toBe(0);

  const less = { nodes: new Map([...content.nodes].slice(0, 1)), edges: new Map() };
  expect(update(drawing, less, new Map())).toEqual(new Set());
  expect(drawing.nodes()).toEqual(["a"]);
  expect(drawing.getNodeAttributes("a")).toMatchObject({ x: 3, y: 4 });
});
