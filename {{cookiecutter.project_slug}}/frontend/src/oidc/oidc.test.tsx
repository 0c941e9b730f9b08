import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";

import type { LoginStepProps } from "../accounts/seams";
import { listFeatures } from "../web/features";
import { LOGGED_IN, openPage, USER } from "../web/testing";
import feature from "./index";

beforeAll(() => {
  // The sections of other features would ask the server for more.
  listFeatures().filter((other) => other !== feature).forEach((other) => { delete other.security; });
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const PROVIDERS = {
  "GET /api/oidc/providers": {
    body: { items: [{ id: "mock", name: "Mock", login_path: "/login/oidc/mock", link_path: "/login/oidc/mock/link" }] },
  },
};
const FRESH = { ...LOGGED_IN, ...PROVIDERS, "GET /api/sessions/current/confirm": { status: 204 } };
const IDENTITY = {
  id: "1",
  provider: "Mock",
  issuer: "https://id.example.com",
  subject: "ada",
  email: "ada@example.com",
  created_at: "2026-01-01T00:00:00Z",
  last_used_at: null,
};
const IDENTITIES = { "GET /api/oidc/identities": { body: { items: [IDENTITY] } } };

function refuse(status: number, detail: string, type = "about:blank") {
  return { status, body: { type, title: "Refused", status, detail } };
}

test("the login page has a link for each provider, which leads on to where the person was going", async () => {
  openPage("/login?next=/account", PROVIDERS);

  const link = await screen.findByRole("link", { name: "Log in with Mock" });
  expect(link.getAttribute("href")).toBe("/login/oidc/mock?next=%2Faccount");
});

test("the login page says why the login at a provider did not work", async () => {
  openPage("/login?told=refused", {
    ...PROVIDERS,
    "GET /api/oidc/refusal": { body: { detail: "Mock does not answer as it should." } },
  });

  await screen.findByText("Mock does not answer as it should.");
});

test("an account at a provider is linked only after a click", async () => {
  const { requests, router } = openPage("/account/oidc/link", {
    ...FRESH,
    "GET /api/oidc/identities/offer": { body: { provider: "Mock", email: "ada@example.com" } },
    "POST /api/oidc/identities": { status: 201, body: IDENTITY },
  });

  await screen.findByText("Mock as ada@example.com");
  expect(requests.map(({ call }) => call)).not.toContain("POST /api/oidc/identities");
  await userEvent.click(screen.getByRole("button", { name: "Link accounts" }));

  await screen.findByText("You can now log in with Mock.");
  expect(router.state.location.pathname).toBe("/account/security");
});

test("what can no longer be linked is said on the security page", async () => {
  openPage("/account/oidc/link", {
    ...FRESH,
    ...IDENTITIES,
    "GET /api/oidc/identities/offer": refuse(400, "This login has expired."),
  });

  await screen.findByText("This login has expired.");
});

test("the last way to log in stays", async () => {
  openPage("/account/security", {
    ...FRESH,
    ...IDENTITIES,
    "DELETE /api/oidc/identities/1": refuse(409, "This is your only way to log in."),
  });

  await userEvent.click(await screen.findByRole("button", { name: "Unlink Mock ada@example.com" }));

  await screen.findByText("This is your only way to log in.");
});

test("the way to link another account begins at the provider", async () => {
  const assign = vi.spyOn(location, "assign").mockReturnValue(undefined);
  openPage("/account/security", { ...FRESH, ...IDENTITIES });

  await userEvent.click(await screen.findByRole("button", { name: "Link Mock" }));

  await vi.waitFor(() => { expect(assign).toHaveBeenCalledWith("/login/oidc/mock/link?next=%2Faccount%2Foidc%2Flink"); });
});

test("without a password, an email confirms who it is", async () => {
  const { requests, router } = openPage("/account/confirm?next=/account/delete", {
    ...LOGGED_IN,
    "GET /api/users/me/password": { body: { has_password: false } },
    "POST /api/oidc/confirmation": { status: 202, body: { detail: "" } },
  });

  await userEvent.click(await screen.findByRole("button", { name: "Send link" }));

  await screen.findByRole("heading", { name: "Check your email" });
  expect(screen.queryByLabelText("Your password")).toBeNull();
  expect(requests.map(({ call }) => call)).toContain("POST /api/oidc/confirmation");
  expect(router.state.location.search).toEqual({ email: USER.email });
});

test("the link from that email asks for a click, and one that does not work for another", async () => {
  const { requests, router, answers } = openPage("/account/oidc/confirm?token=abc", {
    ...LOGGED_IN,
    "GET /api/users/me/password": { body: { has_password: false } },
    "GET /api/oidc/confirmation/confirm": { status: 204 },
    "POST /api/oidc/confirmation/confirm": { status: 204 },
  });

  await userEvent.click(await screen.findByRole("button", { name: "Confirm" }));
  await screen.findByText(/Confirmed\./);
  expect(requests.find(({ call }) => call === "POST /api/oidc/confirmation/confirm")?.body).toEqual({ token: "abc" });

  answers["GET /api/oidc/confirmation/confirm"] = refuse(400, "It has already been used.");
  await router.navigate({ href: "/account/oidc/confirm?token=abc" });
  await screen.findByText("It has already been used.");
  expect(router.state.location.pathname).toBe("/account/confirm");
});

function WordStep({ logIn }: LoginStepProps) {
  return <button onClick={() => void logIn("loom")}>Say the word</button>;
}

test("after the way back from a provider, another feature can ask for more", async () => {
  feature.loginSteps = { "/problems/word-required": WordStep };
  const { requests, router } = openPage("/oidc/step?type=/problems/word-required&next=/see-mail", {
    "POST /api/oidc/code": { status: 201, body: USER },
  });

  await userEvent.click(await screen.findByRole("button", { name: "Say the word" }));

  await screen.findByRole("heading", { name: "Check your email" });
  expect(requests.find(({ call }) => call === "POST /api/oidc/code")?.body).toEqual({ code: "loom" });
  expect(router.state.location.pathname).toBe("/see-mail");
});

test("what no feature knows how to ask for is a refusal", async () => {
  const { router } = openPage("/oidc/step?type=/problems/unknown", {
    "GET /api/oidc/refusal": { body: { detail: "Say the word of the day." } },
  });

  await screen.findByText("Say the word of the day.");
  expect(router.state.location.pathname).toBe("/login");
});
