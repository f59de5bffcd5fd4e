From Coq Require Import ZArith QArith Qreals.

(** * Bounds of numbers *)

(** A formula at a point; the logarithm and the root carry bounds that are only checked. *)
Inductive Formula : Set :=
  | Var
  | Int (z : Z)
  | Count (n : nat)
  | Pi
  | Add (a b : Formula)
  | Sub (a b : Formula)
  | Mul (a b : Formula)
  | Div (a b : Formula)
  | Opp (a : Formula)
  | Pow (a : Formula) (n : nat)
  | Exp (a : Formula)
  | Ln (low high : Q) (a : Formula)
  | Sqrt (low high : Q) (a : Formula)
  | Erf (a : Formula)
  | Abs (a : Formula)
  | Greater (a b : Formula)
  | Lesser (a b : Formula)
  | If_less (a b then_ else_ : Formula)
  | If_at_most (a b then_ else_ : Formula)
  | If_equal (a b then_ else_ : Formula).

Fixpoint value_of (e : Formula) (t : R) : R :=
  match e with
  | Var => t
  | Int z => IZR z
  | Count n => INR n
  | Pi => PI
  | Add a b => value_of a t + value_of b t
  | Sub a b => value_of a t - value_of b t
  | Mul a b => value_of a t * value_of b t
  | Div a b => value_of a t / value_of b t
  | Opp a => - value_of a t
  | Pow a n => value_of a t ^ n
  | Exp a => exp (value_of a t)
  | Ln _ _ a => ln (value_of a t)
  | Sqrt _ _ a => sqrt (value_of a t)
  | Erf a => erf (value_of a t)
  | Abs a => Rabs (value_of a t)
  | Greater a b => Rmax (value_of a t) (value_of b t)
  | Lesser a b => Rmin (value_of a t) (value_of b t)
  | If_less a b p q => if Rlt_dec (value_of a t) (value_of b t) then value_of p t else value_of q t
  | If_at_most a b p q => if Rle_dec (value_of a t) (value_of b t) then value_of p t else value_of q t
  | If_equal a b p q => if Req_EM_T (value_of a t) (value_of b t) then value_of p t else value_of q t
  end.

(** Bounds of a formula's value where the variable lies in t, if it is defined there. *)
Fixpoint bounds_of (e : Formula) (t : interval) : option interval :=
  let both a b f := match bounds_of a t, bounds_of b t with Some i, Some j => f i j | _, _ => None end in
  match e with
  | Var => Some t
  | Int z => Some (inject_Z z, inject_Z z)
  | Count n => Some (inject_Z (Z.of_nat n), inject_Z (Z.of_nat n))
  | Pi => Some of_pi
  | Add a b => both a b (fun i j => Some (of_add i j))
  | Sub a b => both a b (fun i j => Some (of_add i (of_opp j)))
  | Mul a b => both a b (fun i j => Some (of_mul i j))
  | Div a b => both a b (fun i j => option_map (of_mul i) (of_inv j))
  | Opp a => option_map of_opp (bounds_of a t)
  | Pow a n => option_map (fun i => of_pow i n) (bounds_of a t)
  | Exp a => match bounds_of a t with Some i => of_exp i | None => None end
  | Ln l h a => match bounds_of a t with Some i => of_ln l h i | None => None end
  | Sqrt l h a => match bounds_of a t with Some i => of_sqrt l h i | None => None end
  | Erf a => option_map of_erf (bounds_of a t)
  | Abs a => option_map of_abs (bounds_of a t)
  | Greater a b =>
      both a b (fun i j => Some (Qgreater (fst i) (fst j), Qgreater (snd i) (snd j)))
  | Lesser a b => both a b (fun i j => Some (Qlesser (fst i) (fst j), Qlesser (snd i) (snd j)))
  | If_less a b p q => both a b (fun i j =>
      if Qless (snd i) (fst j) then bounds_of p t
      else if Qle_bool (snd j) (fst i) then bounds_of q t else None)
  | If_at_most a b p q => both a b (fun i j =>
      if Qle_bool (snd i) (fst j) then bounds_of p t
      else if Qless (snd j) (fst i) then bounds_of q t else None)
  | If_equal a b p q => both a b (fun i j =>
      if (Qless (snd i) (fst j) || Qless (snd j) (fst i))%bool then bounds_of q t
      else if (Qle_bool (snd i) (fst j) && Qle_bool (snd j) (fst i))%bool then bounds_of p t
      else None)
  end.

Lemma bounds_hold : forall e t j i, in_interval t j -> bounds_of e j = Some i -> in_interval (value_of e t) i.
Proof.
  induction e; intros t j i at_t given; cbn [bounds_of value_of] in *;
    repeat match goal with
    | given : context [match bounds_of ?a ?t with Some _ => _ | None => _ end] |- _ =>
        let i := fresh "i" in destruct (bounds_of a t) as [i|] eqn:?; [|discriminate]
    | given : option_map _ (bounds_of ?a ?t) = _ |- _ =>
        let i := fresh "i" in destruct (bounds_of a t) as [i|] eqn:?; [|discriminate]
    | IH : forall t j i, in_interval t j -> bounds_of ?a j = Some i -> _, given : bounds_of ?a _ = Some _ |- _ =>
        apply (IH _ _ _ at_t) in given
    end; cbn [option_map] in *.
  - apply some_is in given; subst; exact at_t.
  - apply some_is in given; subst; unfold in_interval; cbn [fst snd]; rewrite Q2R_Z; lra.
  - apply some_is in given; subst; unfold in_interval; cbn [fst snd]. rewrite Q2R_Z, <- INR_IZR_INZ; lra.
  - apply some_is in given; subst; exact of_pi_is.
  - apply some_is in given; subst; apply of_add_is; assumption.
  - apply some_is in given; subst; apply of_add_is; [|apply of_opp_is]; assumption.
  - apply some_is in given; subst; apply of_mul_is; assumption.
  - destruct (of_inv i1) as [k|] eqn:inverse; [|discriminate]. apply some_is in given; subst.
    apply of_mul_is; [assumption|]. eapply of_inv_is; eassumption.
  - apply some_is in given; subst; apply of_opp_is; assumption.
  - apply some_is in given; subst; apply of_pow_is; assumption.
  - eapply of_exp_is; eassumption.
  - eapply of_ln_is; eassumption.
  - eapply of_sqrt_is; eassumption.
  - apply some_is in given; subst; apply of_erf_is; assumption.
  - apply some_is in given; subst; apply of_abs_is; assumption.
  - apply some_is in given; subst. unfold in_interval in *; cbn [fst snd].
    pose proof (Qgreater_is (fst i0) (fst i1)); pose proof (Qgreater_is (snd i0) (snd i1)).
    split; [apply Qgreater_least; [eapply Rle_trans; [|apply Rmax_l]|eapply Rle_trans; [|apply Rmax_r]]|
      apply Rmax_lub]; lra.
  - apply some_is in given; subst. unfold in_interval in *; cbn [fst snd].
    pose proof (Qlesser_is (fst i0) (fst i1)); pose proof (Qlesser_is (snd i0) (snd i1)).
    split; [apply Rmin_glb|
      apply Qlesser_most; [eapply Rle_trans; [apply Rmin_l|]|eapply Rle_trans; [apply Rmin_r|]]]; lra.
  - unfold in_interval in *. destruct (Qless (snd i0) (fst i1)) eqn:s.
    + apply Qless_is in s. apply (IHe3 _ _ _ at_t) in given. destruct (Rlt_dec _ _); [exact given|lra].
    + destruct (Qle_bool (snd i1) (fst i0)) eqn:s'; [|discriminate].
      apply Qle_bool_iff, Qle_Rle in s'. apply (IHe4 _ _ _ at_t) in given. destruct (Rlt_dec _ _); [lra|exact given].
  - unfold in_interval in *. destruct (Qle_bool (snd i0) (fst i1)) eqn:s.
    + apply Qle_bool_iff, Qle_Rle in s. apply (IHe3 _ _ _ at_t) in given. destruct (Rle_dec _ _); [exact given|lra].
    + destruct (Qless (snd i1) (fst i0)) eqn:s'; [|discriminate].
      apply Qless_is in s'. apply (IHe4 _ _ _ at_t) in given. destruct (Rle_dec _ _); [lra|exact given].
  - unfold in_interval in *. destruct (Qless (snd i0) (fst i1) || Qless (snd i1) (fst i0))%bool eqn:s.
    + apply (IHe4 _ _ _ at_t) in given. apply Bool.orb_prop in s. destruct (Req_EM_T _ _); [|exact given].
      destruct s as [s|s]; apply Qless_is in s; lra.
    + destruct (Qle_bool (snd i0) (fst i1) && Qle_bool (snd i1) (fst i0))%bool eqn:s'; [|discriminate].
      apply andb_prop in s' as [u v]. apply Qle_bool_iff, Qle_Rle in u, v. apply (IHe3 _ _ _ at_t) in given.
      destruct (Req_EM_T _ _); [exact given|lra].
Qed.

(** Whether bounds show that one formula is less than another. *)
Definition bounds_less (a b : Formula) (t : interval) : bool :=
  match bounds_of a t, bounds_of b t with Some i, Some j => Qless (snd i) (fst j) | _, _ => false end.

Lemma bounds_less_is : forall a b t j, in_interval t j -> bounds_less a b j = true -> value_of a t < value_of b t.
Proof.
  unfold bounds_less; intros a b t j at_t e. destruct (bounds_of a j) as [i|] eqn:ea; [|discriminate].
  destruct (bounds_of b j) as [k|] eqn:eb; [|discriminate].
  apply (bounds_hold _ _ _ _ at_t) in ea, eb. apply Qless_is in e. unfold in_interval in *; lra.
Qed.

Definition no_place : interval := (0%Q, 0%Q).

Lemma at_no_place : in_interval 0 no_place.
Proof. unfold in_interval, no_place; cbn [fst snd]; rewrite Q2R_zero; lra. Qed.

(** Two numbers, as formulas without a variable, differ, or one is less or at most the other. *)
Lemma values_differ : forall a b, (bounds_less a b no_place || bounds_less b a no_place)%bool = true ->
  value_of a 0 <> value_of b 0.
Proof.
  intros a b e; apply Bool.orb_prop in e; destruct e as [e|e];
    apply (bounds_less_is _ _ _ _ at_no_place) in e; lra.
Qed.

Lemma value_less : forall a b, bounds_less a b no_place = true -> value_of a 0 < value_of b 0.
Proof. intros a b e; exact (bounds_less_is _ _ _ _ at_no_place e). Qed.

Definition bounds_at_most (a b : Formula) : bool :=
  match bounds_of a no_place, bounds_of b no_place with
  | Some i, Some j => Qle_bool (snd i) (fst j)
  | _, _ => false
  end.

Lemma value_at_most : forall a b, bounds_at_most a b = true -> value_of a 0 <= value_of b 0.
Proof.
  unfold bounds_at_most; intros a b e. destruct (bounds_of a no_place) as [i|] eqn:ea; [|discriminate].
  destruct (bounds_of b no_place) as [k|] eqn:eb; [|discriminate].
  apply (bounds_hold _ _ _ _ at_no_place) in ea, eb. apply Qle_bool_iff, Qle_Rle in e.
  unfold in_interval in *; lra.
Qed.
