export const signup = {
  title: 'Create your account',
  lead: 'Free credits every month. No card needed.',
  submit: 'Create account',
  haveAccount: 'Already have an account?',
};
