import { expect, test } from "vitest";

import { byStage } from "./Reasons";

const reason = (stage: string, rule_id: string, links: number) => ({
  stage,
  rule_id,
  reason: rule_id,
  links,
});

test("reasons stand under their stages, in the stages' order, the commonest first", () => {
  const stages = byStage([
    reason("host", "shop", 5),
    reason("new-stage", "x", 1),
    reason("mail", "frame", 2),
    reason("mail", "sharing", 3),
  ]);
  expect(stages.map(({ stage, links }) => [stage, links])).toEqual([
    ["mail", 5],
    ["host", 5],
    ["new-stage", 1],
  ]);
  expect(stages[0]?.rules.map(({ rule_id }) => rule_id)).toEqual(["sharing", "frame"]);
});
