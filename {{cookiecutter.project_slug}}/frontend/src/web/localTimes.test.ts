import { expect, test } from "vitest";

import { checkLocalTime, readLocalTime, writeLocalTime } from "./localTimes";

const BERLIN = "Europe/Berlin";

test.each([
  ["2027-01-31T09:00", BERLIN, "2027-01-31T08:00:00.000Z"],
  ["2027-07-31T09:00:05", BERLIN, "2027-07-31T07:00:05.000Z"],
  ["2027-01-01T00:30", "Asia/Kolkata", "2026-12-31T19:00:00.000Z"],
  ["2027-01-31T23:00", "America/Los_Angeles", "2027-02-01T07:00:00.000Z"],
  ["2027-01-31T09:00", "UTC", "2027-01-31T09:00:00.000Z"],
])("%s in %s is %s", (typed, zone, moment) => {
  expect(readLocalTime(typed, zone)).toBe(moment);
  expect(writeLocalTime(moment, zone)).toBe(typed);
});

test("of an hour that comes twice, it is the first", () => {
  expect(readLocalTime("2027-10-31T02:30", BERLIN)).toBe("2027-10-31T00:30:00.000Z");
  expect(readLocalTime("2027-11-07T01:30", "America/New_York")).toBe("2027-11-07T05:30:00.000Z");
});

test("an hour that is missing moves forward with the clocks", () => {
  expect(readLocalTime("2027-03-28T02:30", BERLIN)).toBe("2027-03-28T01:30:00.000Z");
  expect(readLocalTime("2027-03-14T02:30", "America/New_York")).toBe("2027-03-14T07:30:00.000Z");
});

test("a time that was left unchanged keeps its fractions of a second, and its place of two", () => {
  const before = "2027-10-31T01:30:05.678900Z";
  expect(readLocalTime(writeLocalTime(before, BERLIN), BERLIN, before)).toBe(before);
  expect(readLocalTime("2027-10-31T02:31", BERLIN, before)).toBe("2027-10-31T00:31:00.000Z");
});

test("nothing typed is no time", () => {
  expect(readLocalTime("", BERLIN, "2027-01-31T08:00:00Z")).toBeNull();
  expect(writeLocalTime(null, BERLIN)).toBe("");
});

test("a year that nobody means is refused", () => {
  expect(checkLocalTime("0026-11-21T10:00")).toBe("Use a year from 1900 to 9998.");
  expect(checkLocalTime("1900-01-01T00:00")).toBe(true);
  expect(checkLocalTime("")).toBe(true);
});
