import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";

import { fieldsOf, type Schema, type Values } from "./fields";
import { SchemaForm } from "./SchemaForm";
import { type FieldProblem, startValues } from "./values";

let values: Values = {};

function Form({
  properties,
  given,
  problems = [],
}: {
  properties: Schema;
  given?: Values;
  problems?: FieldProblem[];
}) {
  const fields = fieldsOf({ properties });
  const [state, setState] = useState(() => startValues(fields, given));
  const change = (next: Values) => {
    values = next;
    setState(next);
  };
  return <SchemaForm fields={fields} values={state} problems={problems} onChange={change} />;
}

test("a number is entered with its limits, and emptied falls back to the default", async () => {
  const properties = {
    most: { type: "integer", default: 300, minimum: 1, title: "Most", description: "At most." },
  };
  render(<Form properties={properties} />);
  const most = screen.getByLabelText("Most");
  expect(most).toHaveValue(300);
  expect(most).toHaveAttribute("min", "1");
  expect(most).toHaveAccessibleDescription("At most.");
  await userEvent.clear(most);
  expect(values).toEqual({});
  expect(most).toHaveAttribute("placeholder", "300");
  await userEvent.type(most, "25");
  expect(values).toEqual({ most: 25 });
});

test("what may be empty is null when it is emptied", async () => {
  const properties = { folder: { anyOf: [{ type: "string" }, { type: "null" }], default: null } };
  render(<Form properties={properties} given={{ folder: "INBOX" }} />);
  await userEvent.clear(screen.getByLabelText(/Folder/));
  expect(values).toEqual({ folder: null });
});

test("texts are entered one a line", async () => {
  const properties = { senders: { type: "array", items: { type: "string" } } };
  render(<Form properties={properties} given={{ senders: ["a@example.org"] }} />);
  await userEvent.type(screen.getByLabelText(/Senders/), "\n\n b@example.org\n");
  expect(values).toEqual({ senders: ["a@example.org", "b@example.org"] });
});

test("one of some is chosen, with its own kind of value", async () => {
  const properties = {
    level: { enum: [1, 2], default: 1 },
    on: { type: "boolean", default: false },
  };
  render(<Form properties={properties} />);
  await userEvent.selectOptions(screen.getByLabelText("Level"), "2");
  await userEvent.click(screen.getByLabelText("On"));
  expect(values).toEqual({ level: 2, on: true });
});

test("some of several are ticked", async () => {
  const properties = { kinds: { type: "array", items: { enum: ["a", "b", "c"] }, default: ["c"] } };
  render(<Form properties={properties} />);
  await userEvent.click(screen.getByLabelText("A"));
  expect(values).toEqual({ kinds: ["a", "c"] });
});

test("a value inside of an object is entered where it is", async () => {
  const properties = {
    outer: { type: "object", properties: { inner: { type: "string", default: "x" } } },
  };
  render(<Form properties={properties} />);
  await userEvent.type(screen.getByLabelText("Inner"), "y");
  expect(values).toEqual({ outer: { inner: "xy" } });
});

test("what can't be drawn is written as JSON, and what isn't JSON isn't passed over", async () => {
  const properties = { map: { type: "object", additionalProperties: { type: "integer" } } };
  render(<Form properties={properties} given={{ map: { a: 1 } }} />);
  const map = screen.getByLabelText(/Map/);
  await userEvent.clear(map);
  await userEvent.type(map, '{{"b": 2');
  expect(screen.getByRole("alert")).toHaveTextContent("isn't JSON yet");
  expect(map).toBeInvalid();
  expect(values.map).toBe('{"b": 2');
  await userEvent.type(map, "}");
  expect(screen.queryByRole("alert")).toBeNull();
  expect(values).toEqual({ map: { b: 2 } });
});

test("a problem stands at its field", () => {
  const properties = { most: { type: "integer" }, other: { type: "string" } };
  render(<Form properties={properties} problems={[{ field: "most", problem: "Too many." }]} />);
  expect(screen.getByLabelText(/Most/)).toBeInvalid();
  expect(screen.getByLabelText(/Most/)).toHaveAccessibleDescription(/Too many/);
  expect(screen.getByLabelText(/Other/)).toBeValid();
});

test("what is rarely needed is folded away, but not with a problem in it", async () => {
  const properties = { plain: { type: "string" }, rare: { type: "string", advanced: true } };
  const { rerender } = render(<Form properties={properties} />);
  expect(screen.getByLabelText(/Rare/)).not.toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "More settings" }));
  expect(screen.getByLabelText(/Rare/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "More settings" }));
  rerender(<Form properties={properties} problems={[{ field: "rare", problem: "No." }]} />);
  expect(screen.getByLabelText(/Rare/)).toBeVisible();
});

test("hours and days are one period, in one unit at a time", async () => {
  const number = { anyOf: [{ type: "number" }, { type: "null" }], default: null };
  const properties = {
    hours_back: number,
    days_back: { ...number, description: "So far back." },
    hours: { type: "integer", default: 5 },
  };
  const problems = [{ field: "hours_back", problem: "Too far." }];
  render(<Form properties={properties} given={{ days_back: 2 }} problems={problems} />);
  const period = screen.getByLabelText(/How far back/);
  expect(period).toHaveValue(2);
  expect(period).toHaveAccessibleDescription("So far back. Too far.");
  await userEvent.selectOptions(screen.getByLabelText("Unit"), "hours");
  expect(values).toEqual({ hours_back: 2, days_back: null, hours: 5 });
  await userEvent.clear(period);
  expect(values).toEqual({ hours_back: null, days_back: null, hours: 5 });
  await userEvent.type(period, "36");
  expect(values).toEqual({ hours_back: 36, days_back: null, hours: 5 });
  expect(screen.getByLabelText("Hours")).toHaveValue(5); // no part of a pair
});

test("senders are entered one by one or as a list, and taken away", async () => {
  const properties = {
    senders: { type: "array", items: { type: "string", format: "mail-sender" } },
  };
  render(<Form properties={properties} />);
  const senders = screen.getByLabelText(/Senders/);
  await userEvent.type(senders, "a@example.org, b.org ");
  await userEvent.paste("c@example.org;b.org\nd@example.org");
  expect(values).toEqual({
    senders: ["a@example.org", "b.org", "c@example.org", "d@example.org"],
  });
  await userEvent.click(screen.getByRole("button", { name: "Remove b.org" }));
  expect(senders).toHaveFocus();
  await userEvent.keyboard("{Backspace}last.org");
  await userEvent.tab();
  expect(values).toEqual({ senders: ["a@example.org", "c@example.org", "last.org"] });
});

test("Enter ends a sender, and doesn't send the form", async () => {
  const sent = vi.fn((event: React.SyntheticEvent) => event.preventDefault());
  const properties = {
    senders: { type: "array", items: { type: "string", format: "mail-sender" } },
  };
  render(
    <form onSubmit={sent}>
      <Form properties={properties} />
      <button>send</button>
    </form>,
  );
  await userEvent.type(screen.getByLabelText(/Senders/), "a.org{Enter}{Enter}");
  expect(values).toEqual({ senders: ["a.org"] });
  expect(sent).not.toHaveBeenCalled();
});
