/** Why people cannot sign up by themselves. */
export const REFUSALS = {
  invited: "You need an invitation to sign up. Ask the people who run this app for one.",
  closed: "You can’t sign up here. Ask the people who run this app for an account.",
};
