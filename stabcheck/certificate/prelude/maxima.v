(** * Maxima *)

Lemma Argmax_from_spec : forall l i f, In (Argmax_from i l f) (i :: l) /\
  forall j, In j (i :: l) -> f j <= f (Argmax_from i l f).
Proof.
  induction l as [|j l IH]; intros i f; simpl.
  - split; [left; reflexivity|]. intros k [e|[]]; subst; lra.
  - destruct (IH j f) as [inside above]. destruct (Rlt_dec (f i) (f (Argmax_from j l f))).
    + split; [right; exact inside|]. intros k [e|there]; [subst; lra|apply above; exact there].
    + split; [left; reflexivity|]. intros k [e|there]; [subst; lra|].
      specialize (above k there); lra.
Qed.

Lemma Argmax_in : forall l f, index_set l -> In (Argmax l f) l.
Proof.
  intros [|i l] f [once some]; [contradiction some; reflexivity|]. apply Argmax_from_spec.
Qed.

Lemma Max_ge : forall l f i, In i l -> f i <= Max l f.
Proof. intros [|j l] f i inside; [destruct inside|]. apply Argmax_from_spec; exact inside. Qed.

Lemma Max_is : forall l f m, index_set l -> (exists i, In i l /\ f i = m) ->
  (forall i, In i l -> f i <= m) -> Max l f = m.
Proof.
  intros l f m set [i [inside e]] above. apply Rle_antisym.
  - apply above, Argmax_in, set.
  - rewrite <- e; apply Max_ge; exact inside.
Qed.

Lemma Max_ext : forall l f g, index_set l -> (forall i, In i l -> f i = g i) -> Max l f = Max l g.
Proof.
  intros l f g set same. apply Max_is; [exact set| |].
  - exists (Argmax l g). split; [apply Argmax_in, set|]. apply same, Argmax_in, set.
  - intros i inside; rewrite (same i inside); apply Max_ge; exact inside.
Qed.

Lemma Max_holds : forall l f (P : R -> Prop), index_set l ->
  (forall i, In i l -> P (f i)) -> P (Max l f).
Proof. intros l f P set each; apply each, Argmax_in, set. Qed.

Lemma Min_holds : forall l f (P : R -> Prop), index_set l ->
  (forall i, In i l -> P (f i)) -> P (Min l f).
Proof.
  intros l f P set each; unfold Min, Max; rewrite Ropp_involutive. apply each, Argmax_in, set.
Qed.

(** What is to be shown of an extremum, at an index of which nothing else is known. *)
Ltac at_extremum i inside :=
  match goal with
  | |- context [Max ?l ?f] => pattern (Max l f); apply Max_holds; [assumption|]
  | |- context [Min ?l ?f] => pattern (Min l f); apply Min_holds; [assumption|]
  end; intros i inside; cbv beta.

Lemma Max_affine : forall l a s f, index_set l -> 0 < s ->
  Max l (fun i => a + s * f i) = a + s * Max l f.
Proof.
  intros l a s f set positive. apply Max_is; [exact set| |].
  - exists (Argmax l f). split; [apply Argmax_in, set|reflexivity].
  - intros i inside. apply Rplus_le_compat_l, Rmult_le_compat_l; [lra|].
    apply Max_ge; exact inside.
Qed.

Lemma Max_only : forall i f, Max [i] f = f i.
Proof. reflexivity. Qed.

Lemma Max_next : forall i j l f, Max (i :: j :: l) f = Rmax (f i) (Max (j :: l) f).
Proof.
  intros i j l f. unfold Max; simpl. fold (Argmax_from j l f). unfold Rmax.
  destruct (Rlt_dec (f i) (f (Argmax_from j l f))), (Rle_dec (f i) (f (Argmax_from j l f)));
    reflexivity || lra.
Qed.

Lemma Max_constant : forall l c, Max l (fun _ => c) = c.
Proof. reflexivity. Qed.

Lemma exp_le : forall a b, a <= b -> exp a <= exp b.
Proof. intros a b [l|e]; [left; apply exp_increasing; exact l|right; rewrite e; reflexivity]. Qed.

Lemma Max_exp : forall l f, index_set l -> Max l (fun i => exp (f i)) = exp (Max l f).
Proof.
  intros l f set. apply Max_is; [exact set| |].
  - exists (Argmax l f). split; [apply Argmax_in, set|reflexivity].
  - intros i inside; apply exp_le, Max_ge; exact inside.
Qed.

Lemma Max_pos : forall l f, index_set l -> (forall i, In i l -> 0 < f i) -> 0 < Max l f.
Proof. intros l f set each; apply each, Argmax_in, set. Qed.

Lemma Max_nonneg : forall l f, index_set l -> (forall i, In i l -> 0 <= f i) -> 0 <= Max l f.
Proof. intros l f set each; apply each, Argmax_in, set. Qed.

Lemma Max_neg : forall l f, index_set l -> (forall i, In i l -> f i < 0) -> Max l f < 0.
Proof. intros l f set each; apply each, Argmax_in, set. Qed.

Lemma Max_nonpos : forall l f, index_set l -> (forall i, In i l -> f i <= 0) -> Max l f <= 0.
Proof. intros l f set each; apply each, Argmax_in, set. Qed.

Lemma Max_zeros : forall l f, index_set l -> (forall i, In i l -> f i = 0) -> Max l f = 0.
Proof. intros l f set each; apply each, Argmax_in, set. Qed.
